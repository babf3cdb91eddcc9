#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dns {

/// Takes octets off the front of rdata.  Whoever takes has asked has().
class OctetReader {
 public:
  explicit OctetReader(Bytes octets) noexcept : rest_(octets) {}

  bool empty() const noexcept { return rest_.empty(); }
  bool has(std::size_t count) const noexcept { return rest_.size() >= count; }
  Bytes rest() const noexcept { return rest_; }

  Bytes take(std::size_t count) noexcept {
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  Bytes take_rest() noexcept { return take(rest_.size()); }

  template <std::unsigned_integral T>
  T number() noexcept {
    T number = 0;
    for (const std::byte octet : take(sizeof(T))) number = static_cast<T>(number << 8 | std::to_integer<T>(octet));
    return number;
  }

  /// Whether a length octet and as many octets as it says are there.
  bool has_counted() const noexcept { return !empty() && has(1 + std::to_integer<std::size_t>(rest_[0])); }

  /// The octets behind a length octet.
  Bytes counted() noexcept { return take(number<std::uint8_t>()); }

 private:
  Bytes rest_;
};

}  // namespace nmsgxx::dns
