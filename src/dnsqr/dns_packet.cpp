#include "dnsqr/dns_packet.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace nmsgxx::dnsqr {
namespace {

using packet::IpDatagram;
using packet::IpVersion;

bool has_dns_port(std::uint8_t protocol, Bytes transport) noexcept {
  if (transport.size() < packet::kPortsSize) return false;
  const std::uint16_t source = packet::source_port(transport.data());
  const std::uint16_t destination = packet::destination_port(transport.data());
  if (protocol == packet::kUdp) return dns::is_dns_port(source) || dns::is_dns_port(destination);
  return protocol == packet::kTcp && (source == dns::kDnsPort || destination == dns::kDnsPort);
}

// RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem.
bool quotes_packet(std::uint8_t icmp_type) noexcept {
  return icmp_type == 3 || icmp_type == 4 || icmp_type == 5 || icmp_type == 11 || icmp_type == 12;
}

}  // namespace

std::optional<UdpMessage> udp_message(const IpDatagram& datagram) noexcept {
  if (!has_dns_port(datagram.protocol, datagram.transport())) return std::nullopt;
  const auto udp = packet::parse_udp(datagram);
  const auto header = udp ? dns::parse_dns_header(udp->payload) : std::nullopt;
  if (!header) return std::nullopt;
  const bool response = header->response();
  UdpMessage message{{}, *header};
  Flow& flow = message.flow;
  flow.address_size = static_cast<std::uint16_t>(datagram.address_size());
  flow.id = header->id;
  std::ranges::copy(response ? datagram.destination() : datagram.source(), flow.query_ip.begin());
  std::ranges::copy(response ? datagram.source() : datagram.destination(), flow.response_ip.begin());
  flow.query_port = response ? udp->destination_port : udp->source_port;
  flow.response_port = response ? udp->source_port : udp->destination_port;
  return message;
}

bool is_dns_over_tcp(const IpDatagram& datagram) noexcept {
  return datagram.protocol == packet::kTcp && has_dns_port(packet::kTcp, datagram.transport());
}

bool is_icmp_error_about_dns(const IpDatagram& datagram) noexcept {
  constexpr std::size_t kHeaderSize = 8;
  const Bytes transport = datagram.transport();
  if (datagram.version != IpVersion::v4 || datagram.protocol != packet::kIcmp || transport.size() < kHeaderSize) return false;
  if (!quotes_packet(std::to_integer<std::uint8_t>(transport[0]))) return false;
  const auto quoted = packet::parse_ip(IpVersion::v4, transport.subspan(kHeaderSize));
  return quoted && has_dns_port(quoted->protocol, quoted->transport());
}

Side resolver_side(const IpDatagram& segment) noexcept {
  NMSGXX_ASSERT(is_dns_over_tcp(segment));
  return packet::destination_port(segment.data.data()) == dns::kDnsPort ? Side::source : Side::destination;
}

std::span<const TimedPacket> AnonymizedPackets::copy(std::span<const TimedPacket> packets, Side side) {
  bytes_.clear();
  for (const TimedPacket& one : packets) bytes_.insert(bytes_.end(), one.bytes.begin(), one.bytes.end());
  copies_.clear();
  std::byte* at = bytes_.data();
  for (const TimedPacket& one : packets) {
    const auto version = packet::ip_version(one.bytes);
    NMSGXX_ASSERT(version.has_value());
    const std::size_t size = IpDatagram::address_size(*version);
    const std::size_t address = IpDatagram::source_at(*version) + (side == Side::source ? 0 : size);
    NMSGXX_ASSERT(address + size <= one.bytes.size());
    std::fill_n(at + address, size, std::byte{0});
    copies_.push_back({{at, one.bytes.size()}, one.time});
    at += one.bytes.size();
  }
  return copies_;
}

}  // namespace nmsgxx::dnsqr
