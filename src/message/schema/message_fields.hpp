#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "message/schema/schema_layout.hpp"
#include "message/schema/value.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// The most fields of a message that is read.  A field takes two bytes on the wire and some forty in memory, and no message of
/// the known types has more than a few thousand.
inline constexpr std::size_t kMessageFieldsMax = 65'536;

tl::unexpected<Error> too_many_fields(std::uint64_t offset);

/// The fields of one message after the other, without a copy of their octets.  Memory is kept from message to message.
///
/// What is read is what the protobuf library reads: fields in any order, the last one of several where one is enough, embedded
/// messages merged, repeated numbers packed or not, fields of unknown numbers or of another wire type passed over.
class MessageFields {
 public:
  /// Errors: as Cursor's; Errc::missing_field; Errc::too_large for a message of more than kMessageFieldsMax fields
  Result<void> parse(const SchemaLayout& layout, Bytes message);

  std::size_t count(SlotIndex slot) const noexcept { return chains_[slot].count; }
  /// The value of a field that is not repeated and not absent.
  const Value& value(SlotIndex slot) const noexcept { return entries_[chains_[slot].first].value; }
  /// By the field's number; null when it is absent.
  const Value* find(std::uint32_t number) const noexcept { return find(layout_->levels.front(), number); }
  /// Of the embedded message.
  const Value* find_embedded(std::uint32_t number) const noexcept { return find(layout_->levels.back(), number); }

  template <class Use>
  void for_each(SlotIndex slot, Use use) const {
    std::uint32_t at = chains_[slot].first;
    for (std::uint32_t left = chains_[slot].count; left > 0; --left) {
      use(entries_[at].value);
      at = entries_[at].next;
    }
  }
  template <class Use>
  void for_each_of(std::uint32_t number, Use use) const {
    for_each(layout_->levels.front().find(number), use);
  }

  const SchemaLayout& layout() const noexcept { return *layout_; }

  /// How many bytes of memory are kept for the next message.
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
  Result<void> take_packed(SlotIndex slot, Bytes packed);
  bool add(SlotIndex slot, const Value& value);

  const SchemaLayout* layout_ = nullptr;
  std::vector<Chain> chains_;
  std::vector<Entry> entries_;
};

}  // namespace nmsgxx::message
