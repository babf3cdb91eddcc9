#pragma once

#include <optional>

#include "dns/dns_head.hpp"
#include "dnsqr/flow.hpp"
#include "packet/ip_datagram.hpp"

// What in an IP packet concerns DNS.
namespace nmsgxx::dnsqr {

/// A DNS message in a UDP datagram that is no fragment.
struct UdpMessage {
  Flow flow;
  DnsHead head;
};

/// Nothing when neither port is that of DNS or multicast DNS, or there is no DNS message.
std::optional<UdpMessage> udp_message(const packet::IpDatagram& datagram) noexcept;

/// A TCP segment to or from port 53.
bool is_tcp_of_dns(const packet::IpDatagram& datagram) noexcept;

/// An error that says something of a packet to or from DNS (RFC 792).  Of that packet the ports are enough: it is usually cut.
bool is_icmp_of_dns(const packet::IpDatagram& datagram) noexcept;

}  // namespace nmsgxx::dnsqr
