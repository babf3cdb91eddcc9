#include "nmsgxx/ipconn.hpp"

#include <cstring>

#include "message/known_fields.hpp"
#include "wire/cursor.hpp"
#include "wire/fixed.hpp"

// Every field is written at its greatest width, and the next one over what was too much of it: no branches.
namespace nmsgxx {
namespace {

namespace ipconn_field = message::ipconn_field;
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

std::byte* put_port(std::byte* out, unsigned port) noexcept {
  const bool two = port >= 1u << 7;
  const bool three = port >= 1u << 14;
  out[0] = static_cast<std::byte>((port & 0x7F) | unsigned{two} << 7);
  out[1] = static_cast<std::byte>((port >> 7 & 0x7F) | unsigned{three} << 7);
  out[2] = static_cast<std::byte>(port >> 14);
  return out + 1 + two + three;
}

std::byte* put_address(std::byte* out, const FiveTupleBatch::Address& address, std::uint8_t size) noexcept {
  *out = std::byte{size};
  std::memcpy(out + 1, address.data(), address.size());
  return out + 1 + size;
}

// Protocol and addresses have one width here: each key and what is in front of the next varint go in one store.
//
//   08 pp 12 04 a1 a2 a3 a4 | 18 port | 22 04 b1 b2 b3 b4 28 | port
std::byte* encode_version4(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  const auto address = [](const FiveTupleBatch::Address& octets) {
    return std::uint64_t{wire::load_little<std::uint32_t>(octets.data())};
  };
  wire::store_little(out, 0x04'12'00'08 | std::uint64_t{tuples.protocol[i]} << 8 | address(tuples.source[i]) << 32);
  out[8] = std::byte{0x18};
  out = put_port(out + 9, tuples.source_port[i]);
  wire::store_little(out, 0x28'00'00'00'00'04'22 | address(tuples.destination[i]) << 16);
  return put_port(out + 7, tuples.destination_port[i]);
}

}  // namespace

std::byte* encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  if (tuples.address_size[i] == 4 && tuples.protocol[i] < 0x80) return encode_version4(tuples, i, out);
  std::byte* at = put_protocol(put_key(out, ipconn_field::kProto, WireType::varint), tuples.protocol[i]);
  at = put_address(put_key(at, ipconn_field::kSrcip, WireType::bytes), tuples.source[i], tuples.address_size[i]);
  at = put_port(put_key(at, ipconn_field::kSrcport, WireType::varint), tuples.source_port[i]);
  at = put_address(put_key(at, ipconn_field::kDstip, WireType::bytes), tuples.destination[i], tuples.address_size[i]);
  return put_port(put_key(at, ipconn_field::kDstport, WireType::varint), tuples.destination_port[i]);
}

}  // namespace nmsgxx
