#pragma once

#include <optional>

#include "dns/dns_head.hpp"
#include "dnsqr/flow.hpp"
#include "dnsqr/timed_packet.hpp"
#include "packet/ip_datagram.hpp"

// Recognizes the IP packets that concern DNS.
namespace nmsgxx::dnsqr {

/// A DNS message in a UDP datagram.
struct UdpMessage {
  Flow flow;
  DnsHead head;
};

/// Returns nothing when neither port is that of DNS or multicast DNS, or the payload is not a DNS message.
std::optional<UdpMessage> udp_message(const packet::IpDatagram& datagram) noexcept;

/// Returns whether this is a TCP segment from or to the DNS port.
bool is_dns_over_tcp(const packet::IpDatagram& datagram) noexcept;

/// Returns whether this is an ICMP error (RFC 792) about a packet from or to a DNS port.  Of that packet, which usually is
/// truncated, the ports are enough.
bool is_icmp_error_about_dns(const packet::IpDatagram& datagram) noexcept;

/// Returns the side of a DNS over TCP segment that is not the server.
Side resolver_side(const packet::IpDatagram& segment) noexcept;

}  // namespace nmsgxx::dnsqr
