#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "message/schema/schema_layout.hpp"
#include "message/schema/value.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// Collects the values of a message's fields and writes the message, with its fields in the order of their numbers.
///
/// Values are encoded as they are added, so that they take no more memory than the message will.  Memory is reused from message
/// to message, except for that of large ones.
class MessageBuilder {
 public:
  /// Begins a message.  Must be called before anything else, and again after finish().
  void start(const SchemaLayout& layout);

  /// Adds a copy of a value.  It replaces an earlier value of the same field unless the field is repeated.
  ///
  /// @param terminate  appends a NUL to the value's bytes; must be false for numbers
  void add(SlotIndex slot, const Value& value, bool terminate = false);

  /// Begins a value of bytes and returns the vector that the caller appends them to.  Nothing else may be called before
  /// end_bytes().
  ///
  /// @param expected_size  the likely number of bytes: if it is wrong, the bytes may have to be moved
  std::vector<std::byte>& begin_bytes(SlotIndex slot, std::size_t expected_size);
  void end_bytes(SlotIndex slot);

  /// Returns the first value of a field, without its bytes, or null when it has none.
  const Value* find(SlotIndex slot) const noexcept;

  /// Returns the last value of a field, which must have one.  Its bytes are valid until the next value is added.
  Value get(SlotIndex slot) const noexcept;

  /// Returns how many bytes the values take that were added, with their keys.
  std::size_t size() const noexcept { return size_; }

  /// Appends the message.  Errors: Errc::missing_field, with the name of the field
  Result<void> finish(std::vector<std::byte>& out);

 private:
  struct Values {
    std::vector<std::byte> encoded;
    Value first;
    std::size_t last = 0;  // offset of the last value's bytes
    std::size_t count = 0;
  };

  Values& begin(SlotIndex slot, std::uint64_t number);
  bool has_values(std::size_t level) const noexcept;
  Result<void> encode(std::size_t level, std::vector<std::byte>& out);

  const SchemaLayout* layout_ = nullptr;
  std::vector<Values> values_;   // by slot
  std::vector<SlotIndex> used_;  // the slots that have values
  std::size_t size_ = 0;
  std::size_t length_size_ = 0;  // how many bytes begin_bytes() left for the length
};

}  // namespace nmsgxx::message
