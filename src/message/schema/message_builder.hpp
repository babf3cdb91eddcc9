#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "message/schema/schema_layout.hpp"
#include "message/schema/value.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// Collects the values of a message's fields and writes the message, its fields in the order of their numbers.
///
/// Values are encoded as they come, so that they take no more memory than in the message.  Memory is kept from message to
/// message, but for that of large ones.
class MessageBuilder {
 public:
  void start(const SchemaLayout& layout);

  /// Copies a value; of a field that is not repeated the last one counts.
  ///
  /// @param nuls  how many NULs follow the value's bytes; 0 for a number
  void add(SlotIndex slot, const Value& value, std::size_t nuls = 0);

  /// Adds a value of bytes: what is appended to the vector until end_bytes(), before which nothing else is called.
  ///
  /// @param expected  how many bytes are likely: others have to be moved
  std::vector<std::byte>& begin_bytes(SlotIndex slot, std::size_t expected);
  void end_bytes(SlotIndex slot);

  /// The first value of a field, without its bytes; null when there is none.
  const Value* find(SlotIndex slot) const noexcept;

  /// The last value of a field that has one, with its bytes, until the next one is added.
  Value get(SlotIndex slot) const noexcept;

  /// Bytes of the values that were added, and of their keys.
  std::size_t size() const noexcept { return size_; }

  /// Appends the message; start() comes next.  Errors: Errc::missing_field, with the field's name
  Result<void> finish(std::vector<std::byte>& out);

 private:
  struct Values {
    std::vector<std::byte> encoded;
    Value first;
    std::size_t last = 0;  // where the bytes of the last one begin
    std::size_t count = 0;
  };

  Values& begin(SlotIndex slot, std::uint64_t number);
  bool any_of(std::size_t level) const noexcept;
  Result<void> encode(std::size_t level, std::vector<std::byte>& out);

  const SchemaLayout* layout_ = nullptr;
  std::vector<Values> values_;   // by slot
  std::vector<SlotIndex> used_;  // of which there are values
  std::size_t size_ = 0;
  std::size_t room_for_size_ = 0;  // in front of the bytes that have begun
};

}  // namespace nmsgxx::message
