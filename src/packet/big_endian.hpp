#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nmsgxx::packet {

inline std::uint8_t load8(const std::byte* at) noexcept {
  return std::to_integer<std::uint8_t>(*at);
}

/// Unaligned loads and stores in network order.
inline std::uint16_t load16(const std::byte* at) noexcept {
  std::uint16_t n;
  std::memcpy(&n, at, sizeof n);
  if constexpr (std::endian::native == std::endian::little) n = __builtin_bswap16(n);
  return n;
}

inline std::uint32_t load32(const std::byte* at) noexcept {
  std::uint32_t n;
  std::memcpy(&n, at, sizeof n);
  if constexpr (std::endian::native == std::endian::little) n = __builtin_bswap32(n);
  return n;
}

inline void store16(std::byte* at, std::uint16_t n) noexcept {
  if constexpr (std::endian::native == std::endian::little) n = __builtin_bswap16(n);
  std::memcpy(at, &n, sizeof n);
}

}  // namespace nmsgxx::packet
