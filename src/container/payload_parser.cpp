#include "container/payload_parser.hpp"

#include "container/fields.hpp"
#include "wire/crc32c.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx {

CrcVerdict PayloadView::check_crc() const noexcept {
  if (!has_crc) return CrcVerdict::absent;
  return wire::crc32c(bytes) == stored_crc ? CrcVerdict::good : CrcVerdict::bad;
}

namespace container {
namespace {

using wire::WireType;

constexpr unsigned kRequired =
    1U << payload_field::kVid | 1U << payload_field::kMsgtype | 1U << payload_field::kTimeSec | 1U << payload_field::kTimeNsec;

// Sets one field and returns its bit.  Fields that are unknown or have an unexpected wire type are ignored.
unsigned set_field(const wire::Field& field, PayloadView& out) noexcept {
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

std::optional<ParseFault> parse_any_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept {
  unsigned seen = 0;
  const std::byte* rest = parse_canonical(begin, end, out);
  if (rest != nullptr) {
    seen = kRequired;
  } else {
    rest = begin;
  }
  wire::Cursor cursor(rest, end);
  wire::Field field;
  while (!cursor.done()) {
    if (const auto error = cursor.next(field)) return ParseFault{*error, cursor.at()};
    seen |= set_field(field, out);
  }
  if ((seen & kRequired) != kRequired) return ParseFault{Errc::missing_field, end};
  return std::nullopt;
}

}  // namespace container
}  // namespace nmsgxx
