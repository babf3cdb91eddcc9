#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/endian.hpp"

// Base-128 varints of the protobuf encoding (https://protobuf.dev/programming-guides/encoding/).
namespace nmsgxx::wire {

inline constexpr std::size_t kVarintMax = 10;
inline constexpr std::size_t kVarint32Max = 5;

/// Joins the low seven bits of each byte.
constexpr std::uint64_t pack_sevens(std::uint64_t bytes) noexcept {
  bytes = (bytes & 0x007F007F007F007F) | (bytes & 0x7F007F007F007F00) >> 1;
  bytes = (bytes & 0x00003FFF00003FFF) | (bytes & 0x3FFF00003FFF0000) >> 2;
  return (bytes & 0x000000000FFFFFFF) | (bytes & 0x0FFFFFFF00000000) >> 4;
}

/// Reads a varint of at most `max_size` bytes.  Bits beyond 64 are ignored.
///
/// @return the end of the varint; null when it does not end before `end` or within `max_size` bytes
inline const std::byte* read_varint(const std::byte* at, const std::byte* end, std::uint64_t& value,
                                    std::size_t max_size = kVarintMax) noexcept {
  if (at != end && static_cast<std::uint8_t>(*at) < 0x80) [[likely]] {
    value = static_cast<std::uint8_t>(*at);
    return at + 1;
  }
  if (static_cast<std::size_t>(end - at) >= sizeof(std::uint64_t)) {
    const auto word = base::load_little<std::uint64_t>(at);
    const std::uint64_t last = ~word & 0x8080808080808080;
    const auto size = static_cast<std::size_t>(std::countr_zero(last)) / 8 + 1;
    if (last != 0 && size <= max_size) {
      value = pack_sevens(word & (last ^ (last - 1)));
      return at + size;
    }
  }
  std::uint64_t result = 0;
  if (static_cast<std::size_t>(end - at) < max_size) max_size = static_cast<std::size_t>(end - at);
  for (std::size_t i = 0; i < max_size; ++i) {
    const auto byte = static_cast<std::uint8_t>(at[i]);
    result |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      value = result;
      return at + i + 1;
    }
  }
  return nullptr;
}

/// Reads a length of one or two bytes.  Two bytes must be readable.  There is no branch between the two sizes, which could not
/// be predicted.
///
/// @return the end of the length; null when it has more than two bytes
inline const std::byte* read_short_length(const std::byte* at, std::size_t& length) noexcept {
  const std::uint32_t both = base::load_little<std::uint16_t>(at);
  if ((both & 0x8080) == 0x8080) [[unlikely]]
    return nullptr;
  const std::uint32_t two = both >> 7 & 1;
  length = (both & 0x7F) | (both >> 1 & 0x3F80 & (0 - two));
  return at + 1 + two;
}

/// Reads the length of the bytes that follow it.
///
/// @return the end of the length; null when it is malformed, or fewer bytes follow before `end`
inline const std::byte* read_length(const std::byte* at, const std::byte* end, std::size_t& length) noexcept {
  const std::byte* next = end - at >= 2 ? read_short_length(at, length) : nullptr;
  if (next == nullptr) {
    std::uint64_t value = 0;
    next = read_varint(at, end, value, kVarint32Max);
    if (next == nullptr) return nullptr;
    length = static_cast<std::size_t>(value);
  }
  return length > static_cast<std::size_t>(end - next) ? nullptr : next;
}

constexpr std::size_t varint_size(std::uint64_t value) noexcept {
  // Each byte has seven bits.  9/64 is close enough to 1/7 for every width up to 64.
  return (static_cast<std::size_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}

/// Writes the shortest form.
///
/// @param out  has room for varint_size(value) bytes
/// @return the end of the varint
inline std::byte* write_varint(std::byte* out, std::uint64_t value) noexcept {
  while (value >= 0x80) {
    *out++ = static_cast<std::byte>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<std::byte>(value);
  return out;
}

/// Spreads bits over bytes, seven in each: the inverse of pack_sevens().  Bits beyond 56 are ignored.
constexpr std::uint64_t spread_sevens(std::uint64_t value) noexcept {
  value = (value & 0x000000000FFFFFFF) | (value & 0x00FFFFFFF0000000) << 4;
  value = (value & 0x00003FFF00003FFF) | (value & 0x0FFFC0000FFFC000) << 2;
  return (value & 0x007F007F007F007F) | (value & 0x3F803F803F803F80) << 1;
}

/// Writes the shortest form without a branch.
///
/// @param value  below 2^56
/// @param out    has room for eight bytes
/// @return the end of the varint
inline std::byte* write_varint_wide(std::byte* out, std::uint64_t value) noexcept {
  NMSGXX_ASSERT(value >> 56 == 0);
  constexpr std::uint64_t kMore = 0x8080808080808080;
  const std::size_t size = varint_size(value);
  base::store_little(out, spread_sevens(value) | (kMore & ((std::uint64_t{1} << (8 * (size - 1))) - 1)));
  return out + size;
}

}  // namespace nmsgxx::wire
