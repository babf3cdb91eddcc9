#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "container/fields.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {

/// Returns the size of a payload's NmsgPayload message in bytes.
std::size_t encoded_size(const PayloadView& payload) noexcept;

/// Writes a payload's NmsgPayload message.
///
/// @param out  has room for encoded_size(payload) bytes
/// @return the end of what was written
std::byte* encode_payload(const PayloadView& payload, std::byte* out) noexcept;

/// Writes the payload's source, operator and group, those that it has.
///
/// @param out  has room for 18 bytes
/// @return the end of what was written
std::byte* write_attribution(const PayloadView& payload, std::byte* out) noexcept;

/// A payload_crcs field whose varint has five bytes, as those of most CRCs do, in the low bytes of a word.
///
/// @param swapped  the CRC with its bytes swapped, as it is stored (docs/wire-format.md, "CRCs")
constexpr std::uint64_t five_byte_crc_field(std::uint32_t swapped) noexcept {
  constexpr std::uint64_t kMore = 0x80'80'80'80;
  return (wire::spread_sevens(swapped) | kMore) << 8 | std::to_integer<std::uint64_t>(kPayloadCrcsKey);
}
inline constexpr std::size_t kFiveByteCrcFieldSize = 1 + wire::kVarint32Max;

/// Memory that write_crc_field() may write to, which is more than it returns as written.
inline constexpr std::size_t kCrcFieldRoom = 1 + sizeof(std::uint64_t);

/// Writes a payload's CRC as a payload_crcs field.
///
/// @param out  has kCrcFieldRoom bytes
/// @return the end of the field
inline std::byte* write_crc_field(std::uint32_t crc, std::byte* out) noexcept {
  const std::uint32_t swapped = base::swap_bytes(crc);
  if (swapped >= 1U << 28) [[likely]] {
    base::store_little(out, five_byte_crc_field(swapped));
    return out + kFiveByteCrcFieldSize;
  }
  *out = kPayloadCrcsKey;
  return wire::write_varint_wide(out + 1, swapped);
}

}  // namespace nmsgxx::container
