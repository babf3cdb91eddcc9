#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nmsgxx::base {

constexpr std::uint32_t swap_bytes(std::uint32_t n) noexcept {
  return __builtin_bswap32(n);
}
constexpr std::uint64_t swap_bytes(std::uint64_t n) noexcept {
  return __builtin_bswap64(n);
}
constexpr std::uint16_t swap_bytes(std::uint16_t n) noexcept {
  return __builtin_bswap16(n);
}

// Loads and stores in a given byte order.  Addresses need not be aligned.
template <std::unsigned_integral T>
T load_little(const std::byte* at) noexcept {
  T n;
  std::memcpy(&n, at, sizeof n);
  if constexpr (std::endian::native == std::endian::big) n = swap_bytes(n);
  return n;
}

template <std::unsigned_integral T>
T load_big(const std::byte* at) noexcept {
  T n;
  std::memcpy(&n, at, sizeof n);
  if constexpr (std::endian::native == std::endian::little) n = swap_bytes(n);
  return n;
}

template <std::unsigned_integral T>
void store_little(std::byte* out, T n) noexcept {
  if constexpr (std::endian::native == std::endian::big) n = swap_bytes(n);
  std::memcpy(out, &n, sizeof n);
}

template <std::unsigned_integral T>
void store_big(std::byte* out, T n) noexcept {
  if constexpr (std::endian::native == std::endian::little) n = swap_bytes(n);
  std::memcpy(out, &n, sizeof n);
}

}  // namespace nmsgxx::base
