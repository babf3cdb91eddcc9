#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx::container {

inline constexpr std::uint32_t kMagic = 0x4E4D5347;  // "NMSG"
inline constexpr std::array<char, 4> kMagicOctets = {'N', 'M', 'S', 'G'};
inline constexpr std::size_t kFlagsOffset = 4;
inline constexpr std::size_t kVersionOffset = 5;
inline constexpr std::size_t kLengthOffset = 6;

// Version 3, which is known only well enough to be passed over (docs/wire-format.md, "Framing").
inline constexpr std::uint8_t kVersion3 = 3;
inline constexpr std::size_t kLengthOffset3 = 8;
inline constexpr std::size_t kHeaderSize3 = 12;

/// True as well for less than four octets that the magic begins with.
inline bool begins_with_magic(Bytes bytes) noexcept {
  const std::size_t n = bytes.size() < kMagicOctets.size() ? bytes.size() : kMagicOctets.size();
  return n == 0 || std::memcmp(bytes.data(), kMagicOctets.data(), n) == 0;
}

/// Version 1 has no flags.
constexpr bool known_version(const Header& header) noexcept {
  return header.version == 2 || (header.version == 1 && header.flags == 0);
}

/// True when a header may begin here: a magic and a version that is read or passed over, as far as there are octets.
inline bool may_begin_header(Bytes bytes) noexcept {
  if (!begins_with_magic(bytes)) return false;
  if (bytes.size() <= kVersionOffset) return true;
  const Header header{static_cast<std::uint8_t>(bytes[kVersionOffset]), static_cast<std::uint8_t>(bytes[kFlagsOffset]), 0};
  return known_version(header) || header.version == kVersion3;
}

}  // namespace nmsgxx::container
