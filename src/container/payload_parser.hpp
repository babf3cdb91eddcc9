#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "base/endian.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {

/// Where and why an NmsgPayload could not be read.
struct ParseFault {
  Errc code;
  const std::byte* at;
};

// What every writer sends: vid and msgtype below 128, a time_sec of five octets (1978 to 3058), time_nsec, the payload.
//
//   08 vv 10 tt 18 s0 s1 s2 | s3 s4 25 n0 n1 n2 n3 2A
//
// The two masks pick the keys and the varints' continuation bits out of the first sixteen octets.
inline constexpr std::uint64_t kUsualMaskLow = 0x80'80'80'FF'80'FF'80'FF;
inline constexpr std::uint64_t kUsualLow = 0x80'80'80'18'00'10'00'08;
inline constexpr std::uint64_t kUsualMaskHigh = 0xFF'00'00'00'00'FF'80'80;
inline constexpr std::uint64_t kUsualHigh = 0x2A'00'00'00'00'25'00'80;

struct UsualHead {
  std::uint64_t low;
  std::uint64_t high;
  Bytes payload;
};

inline constexpr std::size_t kUsualHeadSize = 16;

/// Reads so many octets, which are there; false when they have another form.
inline bool read_usual_words(const std::byte* at, UsualHead& out) noexcept {
  out.low = base::load_little<std::uint64_t>(at);
  out.high = base::load_little<std::uint64_t>(at + 8);
  return (out.low & kUsualMaskLow) == kUsualLow && (out.high & kUsualMaskHigh) == kUsualHigh;
}

inline bool read_usual_head(const std::byte* at, const std::byte* end, UsualHead& out) noexcept {
  if (static_cast<std::size_t>(end - at) < kUsualHeadSize + 1 || !read_usual_words(at, out)) return false;
  std::size_t length = 0;
  const std::byte* payload = wire::read_length(at + kUsualHeadSize, end, length);
  if (payload == nullptr) return false;
  out.payload = {payload, length};
  return true;
}

inline void take_usual_head(const UsualHead& head, PayloadView& out) noexcept {
  out.type = {static_cast<std::uint32_t>(head.low >> 8 & 0x7F), static_cast<std::uint32_t>(head.low >> 24 & 0x7F)};
  constexpr std::uint64_t kFiveSevens = 0x7F'7F'7F'7F'7F;
  out.time_sec = static_cast<std::int64_t>(wire::pack_sevens((head.low >> 40 | head.high << 24) & kFiveSevens));
  out.time_nsec = static_cast<std::uint32_t>(head.high >> 24);
  out.bytes = head.payload;
  out.has_bytes = true;
}

/// True when the message has the usual form, up to a payload field that ends it.
inline bool is_usual_payload(const std::byte* begin, const std::byte* end) noexcept {
  UsualHead head;
  return read_usual_head(begin, end, head) && head.payload.data() + head.payload.size() == end;
}

/// The octet behind the payload field; null when the message begins in another way.
inline const std::byte* parse_usual_head(const std::byte* at, const std::byte* end, PayloadView& out) noexcept {
  UsualHead head;
  if (!read_usual_head(at, end, head)) return nullptr;
  take_usual_head(head, out);
  return head.payload.data() + head.payload.size();
}

/// Reads a length and what it is of, when that has the usual form and nothing behind its payload, and the two lengths have at
/// most two octets each.
///
/// @return the octet behind it; null for anything else
inline const std::byte* parse_usual_entry(const std::byte* at, const std::byte* end, PayloadView& out) noexcept {
  constexpr std::ptrdiff_t kLooked = 2 + kUsualHeadSize + 2;
  if (end - at < kLooked) return nullptr;
  std::size_t length = 0;
  const std::byte* const begin = wire::read_short_length(at, length);
  if (begin == nullptr || length > static_cast<std::size_t>(end - begin)) return nullptr;
  UsualHead head;
  if (!read_usual_words(begin, head)) return nullptr;
  std::size_t size = 0;
  const std::byte* const payload = wire::read_short_length(begin + kUsualHeadSize, size);
  if (payload == nullptr || payload + size != begin + length) return nullptr;
  head.payload = {payload, size};
  take_usual_head(head, out);
  return payload + size;
}

/// Reads one NmsgPayload into a fresh PayloadView, all but its CRC.
std::optional<ParseFault> parse_any_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept;
inline std::optional<ParseFault> parse_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept {
  if (parse_usual_head(begin, end, out) == end) [[likely]]
    return std::nullopt;
  return parse_any_payload(begin, end, out);
}

}  // namespace nmsgxx::container
