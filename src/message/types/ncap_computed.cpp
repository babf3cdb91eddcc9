#include "dns/dns_head.hpp"
#include "message/types/derived_fields.hpp"
#include "message/types/ncap_packet.hpp"

namespace nmsgxx::message::ncap {
namespace {

std::optional<Value> octets(std::optional<Bytes> octets) {
  return octets ? std::optional(Value{.bytes = *octets}) : std::nullopt;
}

std::optional<Value> number(std::optional<std::uint64_t> number) {
  return number ? std::optional(Value{.number = *number}) : std::nullopt;
}

NcapPacket packet_of(const MessageFields& fields) {
  return ncap_packet(fields).value_or(NcapPacket{});
}

}  // namespace

std::optional<Value> srcip(const MessageFields& fields, Scratch&) {
  return octets(packet_of(fields).source);
}

std::optional<Value> dstip(const MessageFields& fields, Scratch&) {
  return octets(packet_of(fields).destination);
}

std::optional<Value> srcport(const MessageFields& fields, Scratch&) {
  return number(packet_of(fields).source_port);
}

std::optional<Value> dstport(const MessageFields& fields, Scratch&) {
  return number(packet_of(fields).destination_port);
}

std::optional<Value> proto(const MessageFields& fields, Scratch&) {
  return number(packet_of(fields).protocol);
}

std::optional<Value> dns(const MessageFields& fields, Scratch&) {
  const NcapPacket packet = packet_of(fields);
  const bool named = nmsgxx::dnsqr::is_dns_port(packet.source_port.value_or(0)) ||
                     nmsgxx::dnsqr::is_dns_port(packet.destination_port.value_or(0));
  return named ? octets(packet.payload) : std::nullopt;
}

}  // namespace nmsgxx::message::ncap
