#include "dnsqr/datagram.hpp"

#include <algorithm>

#include "base/endian.hpp"

namespace nmsgxx::dnsqr {
namespace {

using packet::IpDatagram;
using packet::IpVersion;
using packet::kUdp;

enum : std::uint8_t { kIcmp = 1, kTcp = 6 };
constexpr std::uint16_t kDns = 53;
constexpr std::uint16_t kMulticastDns = 5353;
constexpr std::size_t kPorts = 4;

struct Ports {
  std::uint16_t source;
  std::uint16_t destination;

  bool any(std::uint16_t port) const noexcept { return source == port || destination == port; }
};

// Both UDP and TCP begin with them.
Ports ports_of(Bytes transport) noexcept {
  return {base::load_big<std::uint16_t>(transport.data()), base::load_big<std::uint16_t>(transport.data() + 2)};
}

bool concerns_dns(std::uint8_t protocol, Bytes transport) noexcept {
  if (transport.size() < kPorts) return false;
  const Ports ports = ports_of(transport);
  return (protocol == kUdp && (ports.any(kDns) || ports.any(kMulticastDns))) || (protocol == kTcp && ports.any(kDns));
}

// RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem.
bool carries_packet(std::uint8_t icmp_type) noexcept {
  return icmp_type == 3 || icmp_type == 4 || icmp_type == 5 || icmp_type == 11 || icmp_type == 12;
}

}  // namespace

std::optional<UdpMessage> udp_message(const IpDatagram& d) noexcept {
  if (!concerns_dns(d.protocol, d.transport)) return std::nullopt;
  const auto head = dns_head(d.payload);
  if (!head) return std::nullopt;
  const bool v6 = d.version == IpVersion::v6;
  // RFC 791 3.1, RFC 8200 3.
  const std::size_t size = v6 ? 16 : 4;
  const Bytes source = d.packet.subspan(v6 ? 8 : 12, size);
  const Bytes destination = d.packet.subspan(v6 ? 24 : 16, size);
  UdpMessage message{{}, *head};
  Flow& flow = message.flow;
  flow.address_size = static_cast<std::uint16_t>(size);
  flow.id = head->id;
  std::ranges::copy(head->response() ? destination : source, flow.query_ip.begin());
  std::ranges::copy(head->response() ? source : destination, flow.response_ip.begin());
  flow.query_port = head->response() ? d.destination_port : d.source_port;
  flow.response_port = head->response() ? d.source_port : d.destination_port;
  return message;
}

bool is_tcp_of_dns(const IpDatagram& d) noexcept {
  return d.protocol == kTcp && concerns_dns(kTcp, d.transport);
}

bool is_icmp_of_dns(const IpDatagram& d) noexcept {
  constexpr std::size_t kHeader = 8;
  if (d.version != IpVersion::v4 || d.protocol != kIcmp || d.transport.size() < kHeader) return false;
  if (!carries_packet(std::to_integer<std::uint8_t>(d.transport[0]))) return false;
  const auto inner = packet::ip_layer(IpVersion::v4, d.transport.subspan(kHeader));
  return inner && concerns_dns(inner->protocol, inner->transport);
}

}  // namespace nmsgxx::dnsqr
