#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "message/schema/schema_layout.hpp"
#include "message/schema/value.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// How many fields a message may have.  A field may take as little as two bytes on the wire but takes some forty in memory, and
/// no message of a built-in type has more than a few thousand.
inline constexpr std::size_t kMessageFieldsMax = 65'536;

tl::unexpected<Error> too_many_fields(std::uint64_t offset);

/// The fields of one message, as views of its bytes.  Memory is reused from message to message.
///
/// Messages are read as the protobuf library reads them: fields may come in any order, the last value of a field that is not
/// repeated counts, embedded messages are merged, repeated numbers may be packed, and fields with unknown numbers or with
/// another wire type are skipped.
class MessageFields {
 public:
  /// Replaces the fields by those of another message, which must outlive them, as must the layout.
  ///
  /// Errors: those of wire::Cursor; Errc::missing_field; Errc::too_large for more than kMessageFieldsMax fields
  Result<void> parse(const SchemaLayout& layout, Bytes message);

  /// Returns how many values a field has.
  std::size_t count(SlotIndex slot) const noexcept { return chains_[slot].count; }
  /// Returns the first value of a field, which must have one.
  const Value& value(SlotIndex slot) const noexcept {
    NMSGXX_ASSERT(count(slot) > 0);
    return entries_[chains_[slot].first].value;
  }
  /// Returns the first value of the field with a number, or null when it is absent.
  const Value* find(std::uint32_t number) const noexcept { return find(layout_->levels.front(), number); }
  /// The same for a field of the embedded message.
  const Value* find_embedded(std::uint32_t number) const noexcept { return find(layout_->levels.back(), number); }

  /// Calls a function with each value of a field, in the order of the message.
  template <class Use>
  void for_each(SlotIndex slot, Use use) const {
    std::uint32_t at = chains_[slot].first;
    for (std::uint32_t left = chains_[slot].count; left > 0; --left) {
      use(entries_[at].value);
      at = entries_[at].next;
    }
  }

  const SchemaLayout& layout() const noexcept { return *layout_; }

  /// Returns how many bytes of memory are kept for the next message.
  std::size_t memory() const noexcept { return entries_.capacity() * sizeof(Entry); }

 private:
  struct Entry {
    Value value;
    std::uint32_t next = 0;
  };
  struct Chain {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t count = 0;
  };

  const Value* find(const Level& level, std::uint32_t number) const noexcept {
    const SlotIndex slot = level.find(number);
    return slot == kNoSlot || count(slot) == 0 ? nullptr : &value(slot);
  }
  Result<void> parse_level(const Level& level, Bytes message);
  Result<void> add_packed(SlotIndex slot, Bytes packed);
  bool add(SlotIndex slot, const Value& value);

  const SchemaLayout* layout_ = nullptr;
  std::vector<Chain> chains_;
  std::vector<Entry> entries_;
};

}  // namespace nmsgxx::message
