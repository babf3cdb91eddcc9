#include "container/payload_encoder.hpp"

#include <cstring>

#include "container/payload_head.hpp"
#include "wire/writer.hpp"

namespace nmsgxx::container {
namespace {

using wire::varint_size;

bool is_canonical(const PayloadView& p) noexcept {
  return p.has_bytes && has_canonical_head(p.type, p.time_sec);
}

std::byte* write_required(std::byte* out, const PayloadView& p) noexcept {
  out = wire::write_varint_field(out, payload_field::kVid, p.type.vid);
  out = wire::write_varint_field(out, payload_field::kMsgtype, p.type.msgtype);
  out = wire::write_varint_field(out, payload_field::kTimeSec, static_cast<std::uint64_t>(p.time_sec));
  return wire::write_fixed_field(out, payload_field::kTimeNsec, p.time_nsec);
}

// All field numbers of a payload are below 16, so each key takes one byte.
constexpr std::size_t kKeySize = 1;

// Up to and including the key of the message.
std::size_t head_size(const PayloadView& p) noexcept {
  return 4 * kKeySize + sizeof p.time_nsec + varint_size(p.type.vid) + varint_size(p.type.msgtype) +
         varint_size(static_cast<std::uint64_t>(p.time_sec)) + (p.has_bytes ? kKeySize : 0);
}

}  // namespace

std::size_t encoded_size(const PayloadView& p) noexcept {
  std::size_t size = is_canonical(p) ? kHeadSize : head_size(p);
  if (p.has_bytes) size += varint_size(p.bytes.size()) + p.bytes.size();
  if (p.has_source) size += kKeySize + varint_size(p.source);
  if (p.has_operator) size += kKeySize + varint_size(p.operator_);
  if (p.has_group) size += kKeySize + varint_size(p.group);
  return size;
}

std::byte* encode_payload(const PayloadView& p, std::byte* out) noexcept {
  if (is_canonical(p)) {
    out = write_head(encode_head(p.type, p.time_sec), p.time_nsec, out);
  } else {
    out = write_required(out, p);
    if (p.has_bytes) out = wire::write_key(out, payload_field::kPayload, wire::WireType::bytes);
  }
  if (p.has_bytes) {
    out = wire::write_varint(out, p.bytes.size());
    if (!p.bytes.empty()) std::memcpy(out, p.bytes.data(), p.bytes.size());
    out += p.bytes.size();
  }
  return write_attribution(p, out);
}

std::byte* write_attribution(const PayloadView& p, std::byte* out) noexcept {
  if (p.has_source) out = wire::write_varint_field(out, payload_field::kSource, p.source);
  if (p.has_operator) out = wire::write_varint_field(out, payload_field::kOperator, p.operator_);
  if (p.has_group) out = wire::write_varint_field(out, payload_field::kGroup, p.group);
  return out;
}

}  // namespace nmsgxx::container
