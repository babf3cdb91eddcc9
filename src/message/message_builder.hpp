#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "message/plan.hpp"
#include "message/value.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// Collects the values of a message's fields and encodes them, in the order of their numbers.  Memory is kept from message to
/// message.
class MessageBuilder {
 public:
  void start(const Plan& plan);

  /// Copies a value; of a field that is not repeated the last one counts.
  void add(SlotIndex slot, const Value& value);

  /// The first value of a field, without octets; null when there is none.
  const Value* find(SlotIndex slot) const noexcept;

  /// The value of a field that has one, with its octets, until the next one is added.
  Value get(SlotIndex slot) const noexcept;

  /// Appends the message.  Errors: Errc::missing_field, with the field's name
  Result<void> finish(std::vector<std::byte>& out);

 private:
  struct Entry {
    SlotIndex slot;
    Value value;
    std::size_t begin = 0;  // of its octets
    std::size_t size = 0;
  };

  bool any_of(std::size_t level) const noexcept;
  Result<void> encode(std::size_t level, std::vector<std::byte>& out) const;

  const Plan* plan_ = nullptr;
  std::vector<Entry> entries_;
  std::vector<std::byte> octets_;
  std::vector<std::byte> embedded_;
};

}  // namespace nmsgxx::message
