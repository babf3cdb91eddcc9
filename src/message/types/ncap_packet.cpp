#include "message/types/ncap_packet.hpp"

#include "base/endian.hpp"
#include "packet/ip_datagram.hpp"
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
  constexpr std::size_t kPorts = 4;
  const auto version = v4 ? packet::IpVersion::v4 : packet::IpVersion::v6;
  const auto ip = packet::ip_layer(version, packet);
  if (!ip || ip->fragment != packet::Fragment::none || ip->protocol != packet::kUdp || ip->transport.size() < kPorts)
    return out;
  out.source_port = base::load_big<std::uint16_t>(ip->transport.data());
  out.destination_port = base::load_big<std::uint16_t>(ip->transport.data() + 2);
  if (const auto udp = packet::udp_datagram(version, packet)) out.payload = udp->payload;
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
