#pragma once

#include <cstddef>
#include <cstdint>

#include "container/fields.hpp"
#include "nmsgxx/payload.hpp"
#include "base/endian.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {

/// Octets of the payload's NmsgPayload message.
std::size_t encoded_size(const PayloadView& payload) noexcept;

/// Writes the message; `out` has room for it.
///
/// @return the octet behind it
std::byte* encode_payload(const PayloadView& payload, std::byte* out) noexcept;

/// Most octets of a payload's source, operator and group.
inline constexpr std::size_t kTagsMost = 3 * (1 + wire::kVarint32Max);
std::byte* write_tags(const PayloadView& payload, std::byte* out) noexcept;

/// Numbers below 128 and a time between 1978 and 3058: the fields in front of the message's length take sixteen octets then.
inline constexpr std::size_t kUsualHead = 16;

inline bool is_usual_head(MessageType type, std::int64_t time_sec) noexcept {
  constexpr std::int64_t kFiveOctets = std::int64_t{1} << 28;
  constexpr std::int64_t kSixOctets = std::int64_t{1} << 35;
  return (type.vid | type.msgtype) < 0x80 && time_sec >= kFiveOctets && time_sec < kSixOctets;
}

/// These octets, but for time_nsec.
struct UsualHeadWords {
  std::uint64_t low;
  std::uint64_t high;
};

inline UsualHeadWords usual_head_words(MessageType type, std::int64_t time_sec) noexcept {
  const std::uint64_t time = wire::spread_sevens(static_cast<std::uint64_t>(time_sec));
  constexpr std::uint64_t kMoreInLow = 0x80'80'80'00'00'00'00'00;
  constexpr std::uint64_t kKeysInLow = 0x00'00'00'18'00'10'00'08;
  constexpr std::uint64_t kKeysInHigh = 0x2A'00'00'00'00'25'00'80;
  return {kKeysInLow | kMoreInLow | std::uint64_t{type.vid} << 8 | std::uint64_t{type.msgtype} << 24 | time << 40,
          kKeysInHigh | time >> 24};
}

/// The message's key is the last of them.
inline std::byte* write_usual_head(const UsualHeadWords& words, std::uint32_t time_nsec, std::byte* out) noexcept {
  base::store_little(out, words.low);
  base::store_little(out + 8, words.high | std::uint64_t{time_nsec} << 24);
  return out + kUsualHead;
}

inline constexpr auto kPayloadsKey = static_cast<std::byte>(nmsg_field::kPayloads << 3 | 2);
inline constexpr auto kPayloadCrcsKey = static_cast<std::byte>(nmsg_field::kPayloadCrcs << 3 | 0);

/// A payload_crcs field whose varint has five octets, as most have, in the low octets; its value's octets are swapped
/// (docs/wire-format.md, "CRCs").
inline constexpr std::size_t kLongPayloadCrc = 1 + wire::kVarint32Max;
constexpr std::uint64_t long_payload_crc(std::uint32_t swapped) noexcept {
  constexpr std::uint64_t kMore = 0x80'80'80'80;
  return (wire::spread_sevens(swapped) | kMore) << 8 | static_cast<std::uint64_t>(kPayloadCrcsKey);
}

inline constexpr std::size_t kPayloadCrcRoom = 1 + sizeof(std::uint64_t);
inline std::byte* write_payload_crc(std::uint32_t crc, std::byte* out) noexcept {
  const std::uint32_t swapped = base::swap_bytes(crc);
  if (swapped >= 1U << 28) [[likely]] {
    base::store_little(out, long_payload_crc(swapped));
    return out + kLongPayloadCrc;
  }
  *out = kPayloadCrcsKey;
  return wire::write_varint_wide(out + 1, swapped);
}

}  // namespace nmsgxx::container
