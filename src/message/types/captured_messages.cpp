#include "message/types/captured_messages.hpp"

#include <array>

#include "proto/ncap.pb.h"
#include "proto/pkt.pb.h"
#include "wire/varint.hpp"

namespace nmsgxx::message {
namespace {

using nmsg::base::Ncap;
using nmsg::base::Pkt;

void append_key(int field, unsigned wire_type, std::vector<std::byte>& out) {
  out.push_back(static_cast<std::byte>(static_cast<unsigned>(field) << 3 | wire_type));
}

void append_varint(std::uint64_t value, std::vector<std::byte>& out) {
  std::array<std::byte, wire::kVarintMax> octets;
  out.insert(out.end(), octets.data(), wire::write_varint(octets.data(), value));
}

void append_number(int field, std::uint64_t value, std::vector<std::byte>& out) {
  append_key(field, 0, out);
  append_varint(value, out);
}

void append_octets(int field, Bytes octets, std::vector<std::byte>& out) {
  append_key(field, 2, out);
  append_varint(octets.size(), out);
  out.insert(out.end(), octets.begin(), octets.end());
}

}  // namespace

void append_pkt_message(Bytes frame, std::uint32_t original_length, std::vector<std::byte>& out) {
  append_octets(Pkt::kPayloadFieldNumber, frame, out);
  append_number(Pkt::kLenFrameFieldNumber, original_length, out);
}

void append_ncap_message(Bytes ip_packet, bool version_6, std::vector<std::byte>& out) {
  append_number(Ncap::kTypeFieldNumber, version_6 ? Ncap::IPV6 : Ncap::IPV4, out);
  append_octets(Ncap::kPayloadFieldNumber, ip_packet, out);
}

}  // namespace nmsgxx::message
