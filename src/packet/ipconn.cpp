#include "nmsgxx/ipconn.hpp"

#include <cstring>

#include "packet/ipconn_encoder.hpp"
#include "packet/known_fields.hpp"
#include "wire/cursor.hpp"

// Every field is written at its greatest width, and the next one over what was too much of it: no branches.
namespace nmsgxx {
namespace {

namespace ipconn_field = packet::ipconn_field;
using wire::WireType;

std::byte* put_key(std::byte* out, std::uint32_t number, WireType type) noexcept {
  *out = static_cast<std::byte>(number << 3 | static_cast<std::uint32_t>(type));
  return out + 1;
}

std::byte* put_protocol(std::byte* out, unsigned protocol) noexcept {
  const bool two = protocol >= 1u << 7;
  out[0] = static_cast<std::byte>(protocol);  // bit 7 is the one that says more
  out[1] = static_cast<std::byte>(protocol >> 7);
  return out + 1 + two;
}

std::byte* put_address(std::byte* out, const FiveTupleBatch::Address& address, std::uint8_t size) noexcept {
  *out = std::byte{size};
  std::memcpy(out + 1, address.data(), address.size());
  return out + 1 + size;
}

}  // namespace

std::byte* encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  const std::uint32_t source_port = packet::port_varint(tuples.source_port[i]);
  const std::uint32_t destination_port = packet::port_varint(tuples.destination_port[i]);
  if (packet::is_usual_ipconn(tuples, i)) return packet::write_usual_ipconn(tuples, i, source_port, destination_port, out);
  using packet::put_port;
  std::byte* at = put_protocol(put_key(out, ipconn_field::kProto, WireType::varint), tuples.protocol[i]);
  at = put_address(put_key(at, ipconn_field::kSrcip, WireType::bytes), tuples.source[i], tuples.address_size[i]);
  at = put_port(put_key(at, ipconn_field::kSrcport, WireType::varint), source_port);
  at = put_address(put_key(at, ipconn_field::kDstip, WireType::bytes), tuples.destination[i], tuples.address_size[i]);
  return put_port(put_key(at, ipconn_field::kDstport, WireType::varint), destination_port);
}

}  // namespace nmsgxx
