#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx::container {

inline constexpr std::string_view kMagic = "NMSG";
inline constexpr std::size_t kFlagsOffset = kMagic.size();
inline constexpr std::size_t kVersionOffset = kFlagsOffset + 1;
inline constexpr std::size_t kLengthOffset = kVersionOffset + 1;

// Version 3 is known only well enough to be skipped (docs/wire-format.md, "Framing").
inline constexpr std::uint8_t kVersion3 = 3;
inline constexpr std::size_t kLengthOffset3 = 8;
inline constexpr std::size_t kHeaderSize3 = 12;

/// Returns whether the bytes begin with the magic, or are fewer than four bytes that it begins with.
inline bool begins_with_magic(Bytes bytes) noexcept {
  const std::size_t n = bytes.size() < kMagic.size() ? bytes.size() : kMagic.size();
  return n == 0 || std::memcmp(bytes.data(), kMagic.data(), n) == 0;
}

/// Returns whether containers with this header can be read.  Version 1 has no flags.
constexpr bool is_known_version(const Header& header) noexcept {
  return header.version == 2 || (header.version == 1 && header.flags == 0);
}

/// Returns whether a header may begin here: the magic and a version that can be read or skipped, as far as there are bytes.
inline bool may_begin_header(Bytes bytes) noexcept {
  if (!begins_with_magic(bytes)) return false;
  if (bytes.size() <= kVersionOffset) return true;
  const Header header{static_cast<std::uint8_t>(bytes[kVersionOffset]), static_cast<std::uint8_t>(bytes[kFlagsOffset]), 0};
  return is_known_version(header) || header.version == kVersion3;
}

}  // namespace nmsgxx::container
