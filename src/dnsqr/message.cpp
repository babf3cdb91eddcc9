#include "dnsqr/message.hpp"

#include <algorithm>
#include <bit>

#include "base/endian.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::dnsqr {
namespace {

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

// Most that the fields beside packets, names, TCP and ICMP take, and most that stands around the octets of one packet.
constexpr std::size_t kFieldsMost = 128;
constexpr std::size_t kAroundPacket = 32;

std::byte* write_key(Number number, WireType type, std::byte* out) noexcept {
  return wire::write_varint(out, number << 3 | static_cast<std::uint32_t>(type));
}

std::byte* write_number(Number number, std::uint64_t value, std::byte* out) noexcept {
  return wire::write_varint(write_key(number, WireType::varint, out), value);
}

std::byte* write_octets(Number number, Bytes octets, std::byte* out) noexcept {
  out = wire::write_varint(write_key(number, WireType::bytes, out), octets.size());
  return std::ranges::copy(octets, out).out;
}

template <class T>
std::byte* write_fixed(Number number, T value, std::byte* out) noexcept {
  out = write_key(number, sizeof value == 4 ? WireType::fixed32 : WireType::fixed64, out);
  base::store_little(out, value);
  return out + sizeof value;
}

std::byte* write_packets(std::span<const TimedPacket> packets, Number octets, Number seconds, Number nanoseconds,
                         std::byte* out) noexcept {
  for (const TimedPacket& one : packets) out = write_octets(octets, one.octets, out);
  for (const TimedPacket& one : packets) out = write_number(seconds, static_cast<std::uint64_t>(one.time.seconds), out);
  for (const TimedPacket& one : packets) out = write_fixed(nanoseconds, one.time.nanoseconds, out);
  return out;
}

std::size_t most_of(std::span<const TimedPacket> packets) noexcept {
  std::size_t size = 0;
  for (const TimedPacket& one : packets) size += kAroundPacket + one.octets.size();
  return size;
}

std::size_t most_of(const Message& m) noexcept {
  const std::size_t name = m.question ? m.question->name.size() : 0;
  return kFieldsMost + name + m.query_fields.size() + most_of(m.responses) + m.tcp.size() + m.icmp.size();
}

// The required fields; TCP and ICMP leave them empty.
std::byte* write_flow(const Message& m, std::byte* out) noexcept {
  const bool udp = m.tcp.empty() && m.icmp.empty();
  out = write_octets(kQueryIp, udp ? m.flow.query_address() : Bytes(), out);
  out = write_octets(kResponseIp, udp ? m.flow.response_address() : Bytes(), out);
  out = write_number(kProto, m.protocol, out);
  out = write_number(kQueryPort, m.flow.query_port, out);
  out = write_number(kResponsePort, m.flow.response_port, out);
  return write_number(kId, m.flow.id, out);
}

std::byte* write_question(const Question& question, std::byte* out) noexcept {
  out = write_octets(kQname, question.name, out);
  out = write_number(kQtype, question.type, out);
  return write_number(kQclass, question.class_, out);
}

std::byte* write_message(const Message& m, std::byte* out) noexcept {
  out = write_number(kType, static_cast<std::uint64_t>(m.kind), out);
  out = write_flow(m, out);
  if (m.question) out = write_question(*m.question, out);
  if (m.rcode) out = write_number(kRcode, *m.rcode, out);
  out = std::ranges::copy(m.query_fields, out).out;
  out = write_packets(m.responses, kResponsePacket, kResponseTimeSec, kResponseTimeNsec, out);
  if (!m.tcp.empty()) out = write_octets(kTcp, m.tcp, out);
  if (!m.icmp.empty()) out = write_octets(kIcmp, m.icmp, out);
  if (m.timeout) out = write_fixed(kTimeout, std::bit_cast<std::uint64_t>(*m.timeout), out);
  if (m.checksum) out = write_number(kUdpChecksum, static_cast<std::uint64_t>(*m.checksum), out);
  return m.zeroed ? write_number(kResolverAddressZeroed, 1, out) : out;
}

/// Makes room once for all that `write` may put there.
template <class Write>
void append(std::vector<std::byte>& out, std::size_t most, const Write& write) {
  const std::size_t before = out.size();
  out.resize(before + most);
  const std::byte* const end = write(out.data() + before);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

}  // namespace

void append_query_fields(std::span<const TimedPacket> packets, std::vector<std::byte>& out) {
  append(out, most_of(packets),
         [&](std::byte* at) { return write_packets(packets, kQueryPacket, kQueryTimeSec, kQueryTimeNsec, at); });
}

void append_message(const Message& message, std::vector<std::byte>& out) {
  append(out, most_of(message), [&](std::byte* at) { return write_message(message, at); });
}

}  // namespace nmsgxx::dnsqr
