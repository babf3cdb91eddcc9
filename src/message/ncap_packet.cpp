#include "message/ncap_packet.hpp"

#include "proto/ncap.pb.h"

namespace nmsgxx::message {
namespace {

using nmsg::base::Ncap;

std::optional<std::uint64_t> number(const MessageFields& fields, int field) {
  const Value* value = fields.find(static_cast<std::uint32_t>(field));
  return value == nullptr ? std::nullopt : std::optional(value->number);
}

std::optional<Bytes> octets(const MessageFields& fields, int field) {
  const Value* value = fields.find(static_cast<std::uint32_t>(field));
  return value == nullptr ? std::nullopt : std::optional(value->bytes);
}

/// Where the two addresses and the protocol stand in the header: RFC 791, section 3.1, and RFC 8200, section 3.
struct HeaderPlaces {
  std::size_t size;
  std::size_t protocol;
  std::size_t addresses;
  std::size_t address_size;
};
constexpr HeaderPlaces kIpv4{20, 9, 12, 4};
constexpr HeaderPlaces kIpv6{40, 6, 8, 16};

NcapPacket from_packet(NcapPacket::Kind kind, Bytes packet) {
  NcapPacket out{.kind = kind};
  const bool v4 = kind == NcapPacket::Kind::ipv4;
  const HeaderPlaces& places = v4 ? kIpv4 : kIpv6;
  if (packet.size() < places.size) return out;
  out.source = packet.subspan(places.addresses, places.address_size);
  out.destination = packet.subspan(places.addresses + places.address_size, places.address_size);
  out.protocol = std::to_integer<std::uint64_t>(packet[places.protocol]);
  const auto datagram = packet::parse_datagram(packet, v4 ? 4 : 6);
  if (!datagram || datagram->fragment || datagram->protocol != packet::kUdp) return out;
  out.udp = packet::parse_udp(datagram->transport);
  if (!out.udp) return out;
  out.source_port = out.udp->source_port;
  out.destination_port = out.udp->destination_port;
  out.payload = out.udp->payload;
  return out;
}

NcapPacket from_fields(const MessageFields& fields, Bytes payload) {
  NcapPacket out{.kind = NcapPacket::Kind::legacy};
  out.source = octets(fields, Ncap::kSrcipFieldNumber);
  out.destination = octets(fields, Ncap::kDstipFieldNumber);
  const auto type = number(fields, Ncap::kLtypeFieldNumber).value_or(Ncap::UDP);
  if (type == Ncap::UDP || type == Ncap::TCP) {
    out.source_port = number(fields, Ncap::kLint0FieldNumber);
    out.destination_port = number(fields, Ncap::kLint1FieldNumber);
  }
  if (type == Ncap::UDP) out.protocol = 17;
  if (type == Ncap::TCP) out.protocol = 6;
  if (type == Ncap::ICMP) out.protocol = 1;
  out.payload = payload;
  return out;
}

}  // namespace

std::optional<NcapPacket> ncap_packet(const MessageFields& fields) {
  const Bytes payload = fields.find(Ncap::kPayloadFieldNumber)->bytes;
  if (payload.empty()) return std::nullopt;
  switch (fields.find(Ncap::kTypeFieldNumber)->number) {
    case Ncap::IPV4: return from_packet(NcapPacket::Kind::ipv4, payload);
    case Ncap::IPV6: return from_packet(NcapPacket::Kind::ipv6, payload);
    case Ncap::Legacy: return from_fields(fields, payload);
    default: return NcapPacket{};
  }
}

bool is_dns_port(std::optional<std::uint64_t> port) noexcept {
  return port == 53 || port == 5353;
}

}  // namespace nmsgxx::message
