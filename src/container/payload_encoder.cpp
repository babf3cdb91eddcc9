#include "container/payload_encoder.hpp"

#include <cstring>

#include "wire/cursor.hpp"

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

bool is_usual(const PayloadView& p) noexcept {
  return p.has_bytes && is_usual_head(p.type, p.time_sec);
}

std::byte* write_required(std::byte* out, const PayloadView& p) noexcept {
  out = write_uint(out, payload_field::kVid, p.type.vid);
  out = write_uint(out, payload_field::kMsgtype, p.type.msgtype);
  out = write_uint(out, payload_field::kTimeSec, static_cast<std::uint64_t>(p.time_sec));
  out = write_key(out, payload_field::kTimeNsec, WireType::fixed32);
  base::store_little(out, p.time_nsec);
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
  std::size_t size = is_usual(p) ? kUsualHead : size_before_payload(p);
  if (p.has_bytes) size += varint_size(p.bytes.size()) + p.bytes.size();
  if (p.has_source) size += kKey + varint_size(p.source);
  if (p.has_operator) size += kKey + varint_size(p.operator_);
  if (p.has_group) size += kKey + varint_size(p.group);
  return size;
}

std::byte* encode_payload(const PayloadView& p, std::byte* out) noexcept {
  if (is_usual(p)) {
    out = write_usual_head(usual_head_words(p.type, p.time_sec), p.time_nsec, out);
  } else {
    out = write_required(out, p);
    if (p.has_bytes) out = write_key(out, payload_field::kPayload, WireType::bytes);
  }
  if (p.has_bytes) {
    out = write_varint(out, p.bytes.size());
    if (!p.bytes.empty()) std::memcpy(out, p.bytes.data(), p.bytes.size());
    out += p.bytes.size();
  }
  return write_tags(p, out);
}

std::byte* write_tags(const PayloadView& p, std::byte* out) noexcept {
  if (p.has_source) out = write_uint(out, payload_field::kSource, p.source);
  if (p.has_operator) out = write_uint(out, payload_field::kOperator, p.operator_);
  if (p.has_group) out = write_uint(out, payload_field::kGroup, p.group);
  return out;
}

}  // namespace nmsgxx::container
