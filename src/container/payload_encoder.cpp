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

}  // namespace

std::size_t encoded_size(const PayloadView& p) noexcept {
  constexpr std::size_t kKey = 1;
  std::size_t size = 4 * kKey + sizeof p.time_nsec + varint_size(p.type.vid) + varint_size(p.type.msgtype) +
                     varint_size(static_cast<std::uint64_t>(p.time_sec));
  if (p.has_bytes) size += kKey + varint_size(p.bytes.size()) + p.bytes.size();
  if (p.has_source) size += kKey + varint_size(p.source);
  if (p.has_operator) size += kKey + varint_size(p.operator_);
  if (p.has_group) size += kKey + varint_size(p.group);
  return size;
}

std::byte* encode_payload(const PayloadView& p, std::byte* out) noexcept {
  out = write_uint(out, payload_field::kVid, p.type.vid);
  out = write_uint(out, payload_field::kMsgtype, p.type.msgtype);
  out = write_uint(out, payload_field::kTimeSec, static_cast<std::uint64_t>(p.time_sec));
  out = write_key(out, payload_field::kTimeNsec, WireType::fixed32);
  wire::store_little(out, p.time_nsec);
  out += sizeof p.time_nsec;
  if (p.has_bytes) {
    out = write_key(out, payload_field::kPayload, WireType::bytes);
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
