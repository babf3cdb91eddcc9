#include "container/payload_parser.hpp"

#include "container/fields.hpp"
#include "wire/cursor.hpp"
#include "wire/fixed.hpp"

namespace nmsgxx::container {
namespace {

using wire::WireType;

// What every writer sends: vid and msgtype below 128, a time_sec of five octets (1978 to 3058), time_nsec, the payload.
//
//   08 vv 10 tt 18 s0 s1 s2 | s3 s4 25 n0 n1 n2 n3 2A
//
// The two masks pick the keys and the varints' continuation bits out of the first sixteen octets.
constexpr std::size_t kPrefix = 16;
constexpr std::uint64_t kMaskLow = 0x80'80'80'FF'80'FF'80'FF;
constexpr std::uint64_t kWantLow = 0x80'80'80'18'00'10'00'08;
constexpr std::uint64_t kMaskHigh = 0xFF'00'00'00'00'FF'80'80;
constexpr std::uint64_t kWantHigh = 0x2A'00'00'00'00'25'00'80;

struct UsualPrefix {
  std::uint64_t low;
  std::uint64_t high;
  Bytes payload;
};

bool read_usual_prefix(const std::byte* at, const std::byte* end, UsualPrefix& out) noexcept {
  if (static_cast<std::size_t>(end - at) < kPrefix + 1) return false;
  out.low = wire::load_little<std::uint64_t>(at);
  out.high = wire::load_little<std::uint64_t>(at + 8);
  if ((out.low & kMaskLow) != kWantLow || (out.high & kMaskHigh) != kWantHigh) return false;
  std::uint64_t length = 0;
  const std::byte* payload = wire::read_varint(at + kPrefix, end, length, wire::kVarint32Max);
  if (payload == nullptr || length > static_cast<std::uint64_t>(end - payload)) return false;
  out.payload = {payload, static_cast<std::size_t>(length)};
  return true;
}

// The octet behind the payload field; null when the message begins in another way.
const std::byte* parse_usual_prefix(const std::byte* at, const std::byte* end, PayloadView& out) noexcept {
  UsualPrefix usual;
  if (!read_usual_prefix(at, end, usual)) return nullptr;
  const auto [low, high, payload] = usual;
  out.type = {static_cast<std::uint32_t>(low >> 8 & 0x7F), static_cast<std::uint32_t>(low >> 24 & 0x7F)};
  constexpr std::uint64_t kFiveSevens = 0x7F'7F'7F'7F'7F;
  out.time_sec = static_cast<std::int64_t>(wire::pack_sevens((low >> 40 | high << 24) & kFiveSevens));
  out.time_nsec = static_cast<std::uint32_t>(high >> 24);
  out.bytes = payload;
  out.has_bytes = true;
  return payload.data() + payload.size();
}

constexpr unsigned kRequired =
    1U << payload_field::kVid | 1U << payload_field::kMsgtype | 1U << payload_field::kTimeSec | 1U << payload_field::kTimeNsec;

// Takes one field; what it does not know, or knows with another wire type, it passes over.
unsigned take(const wire::Field& field, PayloadView& out) noexcept {
  const auto number = static_cast<std::uint32_t>(field.value);
  if (field.type == WireType::varint) {
    switch (field.number) {
      case payload_field::kVid: out.type.vid = number; break;
      case payload_field::kMsgtype: out.type.msgtype = number; break;
      case payload_field::kTimeSec: out.time_sec = static_cast<std::int64_t>(field.value); break;
      case payload_field::kSource:
        out.source = number;
        out.has_source = true;
        break;
      case payload_field::kOperator:
        out.operator_ = number;
        out.has_operator = true;
        break;
      case payload_field::kGroup:
        out.group = number;
        out.has_group = true;
        break;
      default: return 0;
    }
    return 1U << field.number;
  }
  if (field.is(payload_field::kTimeNsec, WireType::fixed32)) {
    out.time_nsec = number;
    return 1U << payload_field::kTimeNsec;
  }
  if (field.is(payload_field::kPayload, WireType::bytes)) {
    out.bytes = field.bytes;
    out.has_bytes = true;
  }
  return 0;
}

}  // namespace

bool is_usual_payload(const std::byte* begin, const std::byte* end) noexcept {
  UsualPrefix usual;
  return read_usual_prefix(begin, end, usual) && usual.payload.data() + usual.payload.size() == end;
}

std::optional<ParseFault> parse_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept {
  unsigned seen = 0;
  const std::byte* rest = parse_usual_prefix(begin, end, out);
  if (rest == end) return std::nullopt;
  if (rest != nullptr) {
    seen = kRequired;
  } else {
    rest = begin;
  }
  wire::Cursor cursor(rest, end);
  wire::Field field;
  while (!cursor.done()) {
    if (const auto error = cursor.next(field)) return ParseFault{*error, cursor.at()};
    seen |= take(field, out);
  }
  if ((seen & kRequired) != kRequired) return ParseFault{Errc::missing_field, end};
  return std::nullopt;
}

}  // namespace nmsgxx::container
