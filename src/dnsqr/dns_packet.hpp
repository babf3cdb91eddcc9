#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dns/dns_header.hpp"
#include "dnsqr/flow.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/time.hpp"
#include "packet/ip_datagram.hpp"

// The IP packets that concern DNS.
namespace nmsgxx::dnsqr {

/// An IP packet as it was captured.
struct TimedPacket {
  Bytes bytes;
  Time time;
};

/// A DNS message in a UDP datagram.
struct UdpMessage {
  Flow flow;
  dns::DnsHeader header;
};

/// Returns nothing when neither port is that of DNS or multicast DNS, or the payload is not a DNS message.
std::optional<UdpMessage> udp_message(const packet::IpDatagram& datagram) noexcept;

/// Returns whether this is a TCP segment from or to the DNS port.
bool is_dns_over_tcp(const packet::IpDatagram& datagram) noexcept;

/// Returns whether this is an ICMP error (RFC 792) about a packet from or to a DNS port.  Of that packet, which usually is
/// truncated, the ports are enough.
bool is_icmp_error_about_dns(const packet::IpDatagram& datagram) noexcept;

enum class Side : std::uint8_t { source, destination };

/// Returns the side of a DNS over TCP segment that is not the server.
Side resolver_side(const packet::IpDatagram& segment) noexcept;

/// Copies of packets without the address of one side.
class AnonymizedPackets {
 public:
  /// Replaces the address with zeros; checksums stay as they were.
  ///
  /// @param packets  with a complete IP header each
  /// @return         the copies; valid until the next call
  std::span<const TimedPacket> copy(std::span<const TimedPacket> packets, Side side);

 private:
  std::vector<std::byte> bytes_;
  std::vector<TimedPacket> copies_;
};

}  // namespace nmsgxx::dnsqr
