#include "nmsgxx/ipconn.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "packet/ipconn_encoder.hpp"

namespace nmsgxx {
namespace {

namespace ipconn_field = packet::ipconn_field;
using packet::port_varint;
using packet::write_port;

std::byte* write_key(std::byte* out, std::byte key) noexcept {
  *out = key;
  return out + 1;
}

std::byte* write_protocol(std::byte* out, unsigned protocol) noexcept {
  const bool two = protocol >= 1u << 7;
  out[0] = static_cast<std::byte>(protocol);  // bit 7 is also the one that says that another byte follows
  out[1] = static_cast<std::byte>(protocol >> 7);
  return out + 1 + two;
}

std::byte* write_address(std::byte* out, const FiveTupleBatch::Address& address, std::uint8_t size) noexcept {
  *out = std::byte{size};
  std::memcpy(out + 1, address.data(), address.size());
  return out + 1 + size;
}

}  // namespace

std::byte* encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  NMSGXX_ASSERT(tuples.valid(i));
  const std::uint32_t source_port = port_varint(tuples.source_port[i]);
  const std::uint32_t destination_port = port_varint(tuples.destination_port[i]);
  if (packet::has_short_form(tuples, i)) return packet::write_short_ipconn(tuples, i, source_port, destination_port, out);
  out = write_protocol(write_key(out, ipconn_field::kProto), tuples.protocol[i]);
  out = write_address(write_key(out, ipconn_field::kSrcip), tuples.source[i], tuples.address_size[i]);
  out = write_port(write_key(out, ipconn_field::kSrcport), source_port);
  out = write_address(write_key(out, ipconn_field::kDstip), tuples.destination[i], tuples.address_size[i]);
  return write_port(write_key(out, ipconn_field::kDstport), destination_port);
}

}  // namespace nmsgxx
