#include "dnsqr/message.hpp"

#include <array>
#include <bit>

#include "wire/cursor.hpp"
#include "wire/fixed.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::dnsqr {
namespace {

using Octets = std::vector<std::byte>;
using wire::WireType;

// proto/dnsqr.proto
enum Number : std::uint32_t {
  kType = 1,
  kQueryIp = 2,
  kResponseIp = 3,
  kProto = 4,
  kQueryPort = 5,
  kResponsePort = 6,
  kId = 7,
  kQname = 8,
  kQtype = 9,
  kQclass = 10,
  kRcode = 11,
  kQueryPacket = 12,
  kQueryTimeSec = 13,
  kQueryTimeNsec = 14,
  kResponsePacket = 15,
  kResponseTimeSec = 16,
  kResponseTimeNsec = 17,
  kTcp = 18,
  kIcmp = 19,
  kTimeout = 20,
  kUdpChecksum = 21,
  kResolverAddressZeroed = 22,
};

void append_varint(std::uint64_t value, Octets& out) {
  std::array<std::byte, wire::kVarintMax> octets;
  out.insert(out.end(), octets.data(), wire::write_varint(octets.data(), value));
}

void append_key(Number number, WireType type, Octets& out) {
  append_varint(number << 3 | static_cast<std::uint32_t>(type), out);
}

void append_number(Number number, std::uint64_t value, Octets& out) {
  append_key(number, WireType::varint, out);
  append_varint(value, out);
}

void append_octets(Number number, Bytes octets, Octets& out) {
  append_key(number, WireType::bytes, out);
  append_varint(octets.size(), out);
  out.insert(out.end(), octets.begin(), octets.end());
}

template <class T>
void append_fixed(Number number, T value, Octets& out) {
  append_key(number, sizeof value == 4 ? WireType::fixed32 : WireType::fixed64, out);
  std::array<std::byte, sizeof value> octets;
  wire::store_little(octets.data(), value);
  out.insert(out.end(), octets.begin(), octets.end());
}

void append_packets(std::span<const TimedPacket> packets, Number octets, Number seconds, Number nanoseconds, Octets& out) {
  for (const TimedPacket& one : packets) append_octets(octets, one.octets, out);
  for (const TimedPacket& one : packets) append_number(seconds, static_cast<std::uint64_t>(one.time.seconds), out);
  for (const TimedPacket& one : packets) append_fixed(nanoseconds, one.time.nanoseconds, out);
}

// The required fields; TCP and ICMP leave them empty.
void append_flow(const Message& m, Octets& out) {
  const bool udp = m.tcp.empty() && m.icmp.empty();
  append_octets(kQueryIp, udp ? m.flow.query_address() : Bytes(), out);
  append_octets(kResponseIp, udp ? m.flow.response_address() : Bytes(), out);
  append_number(kProto, m.protocol, out);
  append_number(kQueryPort, m.flow.query_port, out);
  append_number(kResponsePort, m.flow.response_port, out);
  append_number(kId, m.flow.id, out);
}

}  // namespace

void append_query_fields(std::span<const TimedPacket> packets, Octets& out) {
  append_packets(packets, kQueryPacket, kQueryTimeSec, kQueryTimeNsec, out);
}

void append_message(const Message& m, Octets& out) {
  append_number(kType, static_cast<std::uint64_t>(m.kind), out);
  append_flow(m, out);
  if (m.question) {
    append_octets(kQname, m.question->name, out);
    append_number(kQtype, m.question->type, out);
    append_number(kQclass, m.question->class_, out);
  }
  if (m.rcode) append_number(kRcode, *m.rcode, out);
  out.insert(out.end(), m.query_fields.begin(), m.query_fields.end());
  append_packets(m.responses, kResponsePacket, kResponseTimeSec, kResponseTimeNsec, out);
  if (!m.tcp.empty()) append_octets(kTcp, m.tcp, out);
  if (!m.icmp.empty()) append_octets(kIcmp, m.icmp, out);
  if (m.timeout) append_fixed(kTimeout, std::bit_cast<std::uint64_t>(*m.timeout), out);
  if (m.checksum) append_number(kUdpChecksum, static_cast<std::uint64_t>(*m.checksum), out);
  if (m.zeroed) append_number(kResolverAddressZeroed, 1, out);
}

}  // namespace nmsgxx::dnsqr
