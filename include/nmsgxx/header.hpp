#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

inline constexpr std::size_t kHeaderSize = 10;         ///< bytes of a version 2 header
inline constexpr std::size_t kHeaderSizeVersion1 = 8;  ///< bytes of a version 1 header

inline constexpr std::uint8_t kFlagZlib = 0x01;
inline constexpr std::uint8_t kFlagFragment = 0x02;

/// The header of a container (docs/wire-format.md, "Framing").
struct Header {
  std::uint8_t version = 2;
  std::uint8_t flags = 0;    ///< always 0 for version 1; undefined bits are preserved
  std::uint32_t length = 0;  ///< bytes of the body

  constexpr bool zlib() const noexcept { return (flags & kFlagZlib) != 0; }
  constexpr bool fragment() const noexcept { return (flags & kFlagFragment) != 0; }
  constexpr std::size_t size() const noexcept { return version == 1 ? kHeaderSizeVersion1 : kHeaderSize; }

  friend bool operator==(const Header&, const Header&) = default;
};

/// Parses the header at the front of `bytes`.
///
/// Errors: truncated if more bytes may complete the header, bad_magic, bad_version
Result<Header> parse_header(Bytes bytes);

/// Writes a version 2 header with `header.flags` and `header.length`.
void write_header(const Header& header, std::span<std::byte, kHeaderSize> out) noexcept;

}  // namespace nmsgxx
