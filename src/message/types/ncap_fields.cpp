#include "message/types/ncap_fields.hpp"

#include "dns/dns_header.hpp"
#include "message/types/derived_fields.hpp"
#include "packet/ip_datagram.hpp"
#include "proto/ncap.pb.h"

namespace nmsgxx::message {
namespace {

using nmsg::base::Ncap;

std::optional<std::uint64_t> stored_number(const MessageFields& fields, int field) {
  const Value* value = fields.find(static_cast<std::uint32_t>(field));
  return value == nullptr ? std::nullopt : std::optional(value->number);
}

std::optional<Bytes> stored_bytes(const MessageFields& fields, int field) {
  const Value* value = fields.find(static_cast<std::uint32_t>(field));
  return value == nullptr ? std::nullopt : std::optional(value->bytes);
}

// The addresses and the protocol are those of the fixed header, even where the rest of the packet is malformed.
NcapPacket from_packet(NcapPacket::Kind kind, Bytes packet) {
  using packet::IpDatagram;
  NcapPacket out{.kind = kind};
  const bool v4 = kind == NcapPacket::Kind::ipv4;
  const auto version = v4 ? packet::IpVersion::v4 : packet::IpVersion::v6;
  if (packet.size() < (v4 ? packet::ipv4::kHeaderMin : packet::ipv6::kHeaderSize)) return out;
  const Bytes addresses = packet.subspan(IpDatagram::source_at(version), 2 * IpDatagram::address_size(version));
  out.source = addresses.first(addresses.size() / 2);
  out.destination = addresses.last(addresses.size() / 2);
  out.protocol = std::to_integer<std::uint64_t>(packet[v4 ? packet::ipv4::kProtocol : packet::ipv6::kNextHeader]);
  const auto ip = packet::parse_ip(version, packet);
  if (!ip || ip->fragment != packet::Fragment::none || ip->protocol != packet::kUdp) return out;
  if (ip->data.size() < packet::kPortsSize) return out;
  out.source_port = packet::source_port(ip->data.data());
  out.destination_port = packet::destination_port(ip->data.data());
  if (const auto udp = packet::parse_udp(*ip)) out.payload = udp->payload;
  return out;
}

NcapPacket from_fields(const MessageFields& fields, Bytes payload) {
  NcapPacket out{.kind = NcapPacket::Kind::legacy};
  out.source = stored_bytes(fields, Ncap::kSrcipFieldNumber);
  out.destination = stored_bytes(fields, Ncap::kDstipFieldNumber);
  const auto type = stored_number(fields, Ncap::kLtypeFieldNumber).value_or(Ncap::UDP);
  if (type == Ncap::UDP || type == Ncap::TCP) {
    out.source_port = stored_number(fields, Ncap::kLint0FieldNumber);
    out.destination_port = stored_number(fields, Ncap::kLint1FieldNumber);
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

namespace ncap {
namespace {

std::optional<Value> value_of(std::optional<Bytes> bytes) {
  return bytes ? std::optional(Value{.bytes = *bytes}) : std::nullopt;
}

std::optional<Value> value_of(std::optional<std::uint64_t> number) {
  return number ? std::optional(Value{.number = *number}) : std::nullopt;
}

NcapPacket packet_of(const MessageFields& fields) {
  return ncap_packet(fields).value_or(NcapPacket{});
}

}  // namespace

std::optional<Value> srcip(const MessageFields& fields, Scratch&) {
  return value_of(packet_of(fields).source);
}

std::optional<Value> dstip(const MessageFields& fields, Scratch&) {
  return value_of(packet_of(fields).destination);
}

std::optional<Value> srcport(const MessageFields& fields, Scratch&) {
  return value_of(packet_of(fields).source_port);
}

std::optional<Value> dstport(const MessageFields& fields, Scratch&) {
  return value_of(packet_of(fields).destination_port);
}

std::optional<Value> proto(const MessageFields& fields, Scratch&) {
  return value_of(packet_of(fields).protocol);
}

std::optional<Value> dns(const MessageFields& fields, Scratch&) {
  const NcapPacket packet = packet_of(fields);
  const bool is_dns = dns::is_dns_port(packet.source_port.value_or(0)) || dns::is_dns_port(packet.destination_port.value_or(0));
  return is_dns ? value_of(packet.payload) : std::nullopt;
}

}  // namespace ncap
}  // namespace nmsgxx::message
