#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "container/fields.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/varint.hpp"
#include "wire/writer.hpp"

// The canonical head of a payload: the fields before its message as all known writers encode them, for a vendor and a message
// type below 128 and a time between 1978 and 3058.  It has sixteen bytes, which are read and written as two words.  Payloads
// with any other head are valid and left to the general parser and encoder.
//
//   08 vv 10 tt 18 s0 s1 s2 | s3 s4 25 n0 n1 n2 n3 2A
namespace nmsgxx::container {

inline constexpr std::size_t kHeadSize = 16;

/// Sixteen bytes as two little-endian words.
struct HeadWords {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

namespace head_layout {

// Where the values are.  The key of each, which has one byte, is right before it.
inline constexpr std::size_t kVidOffset = 1;
inline constexpr std::size_t kMsgtypeOffset = 3;
inline constexpr std::size_t kTimeSecOffset = 5;
inline constexpr std::size_t kTimeSecSize = 5;
inline constexpr std::size_t kTimeNsecOffset = 11;
inline constexpr std::size_t kMessageOffset = kHeadSize;
static_assert(kTimeNsecOffset == kTimeSecOffset + kTimeSecSize + 1 &&
              kMessageOffset == kTimeNsecOffset + sizeof(PayloadView::time_nsec) + 1);

// How far to shift values to their places.  The time begins in the low word and ends in the high one.
inline constexpr int kVidShift = 8 * kVidOffset;
inline constexpr int kMsgtypeShift = 8 * kMsgtypeOffset;
inline constexpr int kTimeSecShift = 8 * kTimeSecOffset;
inline constexpr int kTimeSecHighShift = 64 - kTimeSecShift;
inline constexpr int kTimeNsecHighShift = 8 * kTimeNsecOffset - 64;

/// The bits that are the same in all canonical heads: keys, and the continuation bits of varints.
struct Fixed {
  HeadWords bits;
  HeadWords mask;
};

consteval Fixed make_fixed() {
  Fixed fixed;
  const auto set = [&fixed](std::size_t offset, std::byte bits, std::uint64_t mask) {
    const std::size_t shift = 8 * (offset % sizeof(std::uint64_t));
    const bool low = offset < sizeof(std::uint64_t);
    (low ? fixed.bits.low : fixed.bits.high) |= std::to_integer<std::uint64_t>(bits) << shift;
    (low ? fixed.mask.low : fixed.mask.high) |= mask << shift;
  };
  const auto set_key = [&set](std::size_t value_offset, std::uint32_t number, wire::WireType type) {
    set(value_offset - 1, wire::small_key(number, type), 0xFF);
  };
  const auto set_varint = [&](std::size_t offset, std::size_t size, std::uint32_t number) {
    set_key(offset, number, wire::WireType::varint);
    for (std::size_t i = 0; i < size; ++i) set(offset + i, std::byte(i + 1 < size ? 0x80 : 0x00), 0x80);
  };
  set_varint(kVidOffset, 1, payload_field::kVid);
  set_varint(kMsgtypeOffset, 1, payload_field::kMsgtype);
  set_varint(kTimeSecOffset, kTimeSecSize, payload_field::kTimeSec);
  set_key(kTimeNsecOffset, payload_field::kTimeNsec, wire::WireType::fixed32);
  set_key(kMessageOffset, payload_field::kPayload, wire::WireType::bytes);
  return fixed;
}

inline constexpr Fixed kFixed = make_fixed();

}  // namespace head_layout

/// Returns whether a payload with this type and time has a canonical head.
inline bool has_canonical_head(MessageType type, std::int64_t time_sec) noexcept {
  constexpr std::int64_t kBegin = std::int64_t{1} << (7 * (head_layout::kTimeSecSize - 1));
  constexpr std::int64_t kEnd = std::int64_t{1} << (7 * head_layout::kTimeSecSize);
  return (type.vid | type.msgtype) < 0x80 && time_sec >= kBegin && time_sec < kEnd;
}

/// Encodes a canonical head except for its nanoseconds.
inline HeadWords encode_head(MessageType type, std::int64_t time_sec) noexcept {
  using namespace head_layout;
  const std::uint64_t time = wire::spread_sevens(static_cast<std::uint64_t>(time_sec));
  return {kFixed.bits.low | std::uint64_t{type.vid} << kVidShift | std::uint64_t{type.msgtype} << kMsgtypeShift |
              time << kTimeSecShift,
          kFixed.bits.high | time >> kTimeSecHighShift};
}

/// Writes a canonical head.
///
/// @return where the length of the message is to be written
inline std::byte* write_head(const HeadWords& head, std::uint32_t time_nsec, std::byte* out) noexcept {
  base::store_little(out, head.low);
  base::store_little(out + sizeof head.low, head.high | std::uint64_t{time_nsec} << head_layout::kTimeNsecHighShift);
  return out + kHeadSize;
}

/// Reads kHeadSize bytes.
///
/// @return false when they are not a canonical head
inline bool read_head(const std::byte* at, HeadWords& out) noexcept {
  using head_layout::kFixed;
  out.low = base::load_little<std::uint64_t>(at);
  out.high = base::load_little<std::uint64_t>(at + sizeof out.low);
  return (out.low & kFixed.mask.low) == kFixed.bits.low && (out.high & kFixed.mask.high) == kFixed.bits.high;
}

/// Sets the type and the time of a payload.
inline void decode_head(const HeadWords& head, PayloadView& out) noexcept {
  using namespace head_layout;
  constexpr std::uint64_t kSeven = 0x7F;
  constexpr std::uint64_t kFiveSevens = 0x7F'7F'7F'7F'7F;
  out.type = {static_cast<std::uint32_t>(head.low >> kVidShift & kSeven),
              static_cast<std::uint32_t>(head.low >> kMsgtypeShift & kSeven)};
  out.time_sec =
      static_cast<std::int64_t>(wire::pack_sevens((head.low >> kTimeSecShift | head.high << kTimeSecHighShift) & kFiveSevens));
  out.time_nsec = static_cast<std::uint32_t>(head.high >> kTimeNsecHighShift);
}

}  // namespace nmsgxx::container
