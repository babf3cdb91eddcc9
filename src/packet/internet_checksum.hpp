#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"

// RFC 1071.
namespace nmsgxx::packet {

/// The sum of 16-bit words; a last octet alone is the upper half of one.
inline std::uint64_t word_sum(Bytes bytes) noexcept {
  std::uint64_t sum = 0;
  const std::size_t even = bytes.size() & ~std::size_t{1};
  for (std::size_t i = 0; i < even; i += 2) sum += base::load_big<std::uint16_t>(bytes.data() + i);
  if (even != bytes.size()) sum += std::uint64_t{std::to_integer<std::uint8_t>(bytes[even])} << 8;
  return sum;
}

/// Carries added back in until there are none.
inline std::uint16_t fold(std::uint64_t sum) noexcept {
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace nmsgxx::packet
