#include "dnsqr/message.hpp"

#include <algorithm>
#include <bit>

#include "wire/writer.hpp"

namespace nmsgxx::dnsqr {
namespace {

using wire::write_bytes_field;
using wire::write_fixed_field;
using wire::write_varint_field;

// proto/dnsqr.proto
enum FieldNumber : std::uint32_t {
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

// The most bytes of all fields except for packets and the name, and of what is around the bytes of one packet.
constexpr std::size_t kFixedFieldsMax = 128;
constexpr std::size_t kPacketOverheadMax = 32;

struct PacketFields {
  FieldNumber packet;
  FieldNumber seconds;
  FieldNumber nanoseconds;
};

std::byte* write_packets(std::byte* out, const PacketFields& fields, std::span<const TimedPacket> packets) noexcept {
  for (const TimedPacket& one : packets) out = write_bytes_field(out, fields.packet, one.bytes);
  for (const TimedPacket& one : packets) {
    out = write_varint_field(out, fields.seconds, static_cast<std::uint64_t>(one.time.seconds));
  }
  for (const TimedPacket& one : packets) out = write_fixed_field(out, fields.nanoseconds, one.time.nanoseconds);
  return out;
}

std::size_t size_max(std::span<const TimedPacket> packets) noexcept {
  std::size_t size = 0;
  for (const TimedPacket& one : packets) size += kPacketOverheadMax + one.bytes.size();
  return size;
}

std::size_t size_max(const Message& m) noexcept {
  const std::size_t name = m.question ? m.question->name.size() : 0;
  return kFixedFieldsMax + name + m.query_fields.size() + size_max(m.responses) + m.tcp.size() + m.icmp.size();
}

// The required fields; TCP and ICMP leave the addresses empty.
std::byte* write_flow(std::byte* out, const Message& m) noexcept {
  const bool udp = m.tcp.empty() && m.icmp.empty();
  out = write_bytes_field(out, kQueryIp, udp ? m.flow.query_address() : Bytes());
  out = write_bytes_field(out, kResponseIp, udp ? m.flow.response_address() : Bytes());
  out = write_varint_field(out, kProto, m.protocol);
  out = write_varint_field(out, kQueryPort, m.flow.query_port);
  out = write_varint_field(out, kResponsePort, m.flow.response_port);
  return write_varint_field(out, kId, m.flow.id);
}

std::byte* write_question(std::byte* out, const dns::Question& question) noexcept {
  out = write_bytes_field(out, kQname, question.name);
  out = write_varint_field(out, kQtype, question.type);
  return write_varint_field(out, kQclass, question.class_);
}

std::byte* write_message(std::byte* out, const Message& m) noexcept {
  out = write_varint_field(out, kType, static_cast<std::uint64_t>(m.kind));
  out = write_flow(out, m);
  if (m.question) out = write_question(out, *m.question);
  if (m.rcode) out = write_varint_field(out, kRcode, *m.rcode);
  out = std::ranges::copy(m.query_fields, out).out;
  out = write_packets(out, {kResponsePacket, kResponseTimeSec, kResponseTimeNsec}, m.responses);
  if (!m.tcp.empty()) out = write_bytes_field(out, kTcp, m.tcp);
  if (!m.icmp.empty()) out = write_bytes_field(out, kIcmp, m.icmp);
  if (m.timeout) out = write_fixed_field(out, kTimeout, std::bit_cast<std::uint64_t>(*m.timeout));
  if (m.checksum) out = write_varint_field(out, kUdpChecksum, static_cast<std::uint64_t>(*m.checksum));
  return m.zeroed ? write_varint_field(out, kResolverAddressZeroed, 1) : out;
}

/// Makes room once for everything that `write` may append.
template <class Write>
void append(std::vector<std::byte>& out, std::size_t size_max, const Write& write) {
  const std::size_t before = out.size();
  out.resize(before + size_max);
  const std::byte* const end = write(out.data() + before);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

}  // namespace

void append_query_fields(std::span<const TimedPacket> packets, std::vector<std::byte>& out) {
  append(out, size_max(packets), [&](std::byte* at) {
    return write_packets(at, {kQueryPacket, kQueryTimeSec, kQueryTimeNsec}, packets);
  });
}

void append_message(const Message& message, std::vector<std::byte>& out) {
  append(out, size_max(message), [&](std::byte* at) { return write_message(at, message); });
}

}  // namespace nmsgxx::dnsqr
