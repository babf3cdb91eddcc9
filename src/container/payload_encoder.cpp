#include "container/payload_encoder.hpp"

#include <cstring>

#include "container/fields.hpp"
#include "wire/cursor.hpp"
#include "wire/fixed.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {
namespace {

using wire::varint_size;
using wire::WireType;
using wire::write_varint;

// All field numbers here are below 16, so a key is one octet.
std::byte* write_key(std::byte* out, std::uint32_t number, WireType type) noexcept {
  *out = static_cast<std::byte>(number << 3 | static_cast<std::uint32_t>(type));
  return out + 1;
}

std::byte* write_uint(std::byte* out, std::uint32_t number, std::uint64_t value) noexcept {
  return write_varint(write_key(out, number, WireType::varint), value);
}

// Numbers below 128 and a time between 1978 and 3058: the fields in front of the payload's length take sixteen octets then.
constexpr std::size_t kUsualPrefix = 16;

bool is_usual(const PayloadView& p) noexcept {
  constexpr std::int64_t kFiveOctets = std::int64_t{1} << 28;
  constexpr std::int64_t kSixOctets = std::int64_t{1} << 35;
  return p.has_bytes && (p.type.vid | p.type.msgtype) < 0x80 && p.time_sec >= kFiveOctets && p.time_sec < kSixOctets;
}

std::byte* write_usual_prefix(std::byte* out, const PayloadView& p) noexcept {
  const auto time = static_cast<std::uint64_t>(p.time_sec);
  const auto seven = [time](unsigned group, unsigned octet) { return (time >> (7 * group) & 0x7F) << (8 * octet); };
  constexpr std::uint64_t kMoreInLow = 0x80'80'80'00'00'00'00'00;
  constexpr std::uint64_t kKeysInLow = 0x00'00'00'18'00'10'00'08;
  constexpr std::uint64_t kKeysInHigh = 0x2A'00'00'00'00'25'00'80;
  wire::store_little(out, kKeysInLow | kMoreInLow | std::uint64_t{p.type.vid} << 8 | std::uint64_t{p.type.msgtype} << 24 |
                              seven(0, 5) | seven(1, 6) | seven(2, 7));
  wire::store_little(out + 8, kKeysInHigh | seven(3, 0) | seven(4, 1) | std::uint64_t{p.time_nsec} << 24);
  return out + kUsualPrefix;
}

std::byte* write_required(std::byte* out, const PayloadView& p) noexcept {
  out = write_uint(out, payload_field::kVid, p.type.vid);
  out = write_uint(out, payload_field::kMsgtype, p.type.msgtype);
  out = write_uint(out, payload_field::kTimeSec, static_cast<std::uint64_t>(p.time_sec));
  out = write_key(out, payload_field::kTimeNsec, WireType::fixed32);
  wire::store_little(out, p.time_nsec);
  return out + sizeof p.time_nsec;
}

// Of the fields up to the key of the payload.
std::size_t size_before_payload(const PayloadView& p) noexcept {
  constexpr std::size_t kKey = 1;
  return 4 * kKey + sizeof p.time_nsec + varint_size(p.type.vid) + varint_size(p.type.msgtype) +
         varint_size(static_cast<std::uint64_t>(p.time_sec)) + (p.has_bytes ? kKey : 0);
}

}  // namespace

std::size_t encoded_size(const PayloadView& p) noexcept {
  constexpr std::size_t kKey = 1;
  std::size_t size = is_usual(p) ? kUsualPrefix : size_before_payload(p);
  if (p.has_bytes) size += varint_size(p.bytes.size()) + p.bytes.size();
  if (p.has_source) size += kKey + varint_size(p.source);
  if (p.has_operator) size += kKey + varint_size(p.operator_);
  if (p.has_group) size += kKey + varint_size(p.group);
  return size;
}

std::byte* encode_payload(const PayloadView& p, std::byte* out) noexcept {
  if (is_usual(p)) {
    out = write_usual_prefix(out, p);
  } else {
    out = write_required(out, p);
    if (p.has_bytes) out = write_key(out, payload_field::kPayload, WireType::bytes);
  }
  if (p.has_bytes) {
    out = write_varint(out, p.bytes.size());
    if (!p.bytes.empty()) std::memcpy(out, p.bytes.data(), p.bytes.size());
    out += p.bytes.size();
  }
  if (p.has_source) out = write_uint(out, payload_field::kSource, p.source);
  if (p.has_operator) out = write_uint(out, payload_field::kOperator, p.operator_);
  if (p.has_group) out = write_uint(out, payload_field::kGroup, p.group);
  return out;
}

}  // namespace nmsgxx::container
