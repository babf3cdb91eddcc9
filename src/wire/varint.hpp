#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

// Base-128 varints of the protobuf encoding (https://protobuf.dev/programming-guides/encoding/).
namespace nmsgxx::wire {

inline constexpr std::size_t kVarintMax = 10;
inline constexpr std::size_t kVarint32Max = 5;

/// Moves the low seven bits of each octet together.
constexpr std::uint64_t pack_sevens(std::uint64_t octets) noexcept {
  octets = (octets & 0x007F007F007F007F) | (octets & 0x7F007F007F007F00) >> 1;
  octets = (octets & 0x00003FFF00003FFF) | (octets & 0x3FFF00003FFF0000) >> 2;
  return (octets & 0x000000000FFFFFFF) | (octets & 0x0FFFFFFF00000000) >> 4;
}

/// Reads a varint of at most `most` octets.  Bits above 64 are dropped.
///
/// @return the octet behind it; null when it does not end before `end` or within `most` octets
inline const std::byte* read_varint(const std::byte* at, const std::byte* end, std::uint64_t& value,
                                    std::size_t most = kVarintMax) noexcept {
  if (at != end && static_cast<std::uint8_t>(*at) < 0x80) [[likely]] {
    value = static_cast<std::uint8_t>(*at);
    return at + 1;
  }
  if (static_cast<std::size_t>(end - at) >= sizeof(std::uint64_t)) {
    const auto octets = base::load_little<std::uint64_t>(at);
    const std::uint64_t last = ~octets & 0x8080808080808080;
    const auto size = static_cast<std::size_t>(std::countr_zero(last)) / 8 + 1;
    if (last != 0 && size <= most) {
      value = pack_sevens(octets & (last ^ (last - 1)));
      return at + size;
    }
  }
  std::uint64_t result = 0;
  if (static_cast<std::size_t>(end - at) < most) most = static_cast<std::size_t>(end - at);
  for (std::size_t i = 0; i < most; ++i) {
    const auto octet = static_cast<std::uint8_t>(at[i]);
    result |= static_cast<std::uint64_t>(octet & 0x7F) << (7 * i);
    if (octet < 0x80) {
      value = result;
      return at + i + 1;
    }
  }
  return nullptr;
}

/// Reads a length of one or two octets; two are at hand.  Without a branch between them: which it is, data decide.
///
/// @return the octet behind it; null when it has more
inline const std::byte* read_short_length(const std::byte* at, std::size_t& length) noexcept {
  const std::uint32_t octets = base::load_little<std::uint16_t>(at);
  if ((octets & 0x8080) == 0x8080) [[unlikely]]
    return nullptr;
  const std::uint32_t two = octets >> 7 & 1;
  length = (octets & 0x7F) | (octets >> 1 & 0x3F80 & (0 - two));
  return at + 1 + two;
}

/// Reads the length of what follows.
///
/// @return the octet behind it; null when it does not end, or more would follow than there is before `end`
inline const std::byte* read_length(const std::byte* at, const std::byte* end, std::size_t& length) noexcept {
  const std::byte* behind = end - at >= 2 ? read_short_length(at, length) : nullptr;
  if (behind == nullptr) {
    std::uint64_t value = 0;
    behind = read_varint(at, end, value, kVarint32Max);
    if (behind == nullptr) return nullptr;
    length = static_cast<std::size_t>(value);
  }
  return length > static_cast<std::size_t>(end - behind) ? nullptr : behind;
}

constexpr std::size_t varint_size(std::uint64_t value) noexcept {
  // Seven bits an octet: 9/64 is close enough to 1/7 for every width up to 64.
  return (static_cast<std::size_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}

/// Writes the shortest form; `out` has room for it.
///
/// @return the octet behind it
inline std::byte* write_varint(std::byte* out, std::uint64_t value) noexcept {
  while (value >= 0x80) {
    *out++ = static_cast<std::byte>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<std::byte>(value);
  return out;
}

/// Moves bits apart, seven to an octet: what pack_sevens() undoes.  Bits above 56 are dropped.
constexpr std::uint64_t spread_sevens(std::uint64_t value) noexcept {
  value = (value & 0x000000000FFFFFFF) | (value & 0x00FFFFFFF0000000) << 4;
  value = (value & 0x00003FFF00003FFF) | (value & 0x0FFFC0000FFFC000) << 2;
  return (value & 0x007F007F007F007F) | (value & 0x3F803F803F803F80) << 1;
}

/// The same without a branch, for a value below 2^56 and room for eight octets.
inline std::byte* write_varint_wide(std::byte* out, std::uint64_t value) noexcept {
  constexpr std::uint64_t kMore = 0x8080808080808080;
  const std::size_t size = varint_size(value);
  base::store_little(out, spread_sevens(value) | (kMore & ((std::uint64_t{1} << (8 * (size - 1))) - 1)));
  return out + size;
}

}  // namespace nmsgxx::wire
