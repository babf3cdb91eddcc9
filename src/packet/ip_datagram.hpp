#pragma once

#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "packet/ip_headers.hpp"

namespace nmsgxx::packet {

inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::size_t kUdpHeader = 8;

enum class Fragment : std::uint8_t { none, first, later };

/// An IP packet taken apart.  Every view points into the caller's octets.
struct IpDatagram {
  IpVersion version;
  std::uint8_t protocol;  ///< of the transport: behind IPv6's extension headers
  Fragment fragment;
  Bytes packet;     ///< as given: octets behind the length that its header gives are in all views but a UDP payload
  Bytes transport;  ///< all behind the IP headers; empty for a later fragment
  Bytes payload;    ///< UDP: see below.  A later fragment: all behind the IP headers.  Empty for others
  std::uint16_t source_port = 0;  ///< UDP's; 0 for others
  std::uint16_t destination_port = 0;
};

/// Any IP packet whose headers are sound, up to its transport octets; `payload` and ports are not filled in.
///
/// IPv4 lengths and checksums are not looked at.  An IPv6 packet must be all there and hold something behind its headers;
/// what stands behind ESP cannot be read, so ESP counts as the transport.
std::optional<IpDatagram> ip_layer(IpVersion version, Bytes packet) noexcept;

/// A packet, or fragment, of UDP (8 octets or more), TCP (20, and its data offset inside) or ICMP (4); a later fragment of
/// anything.  20 octets are the least of either version.
std::optional<IpDatagram> ip_datagram(Bytes packet) noexcept;

/// UDP that is no fragment, of the version expected, with its header whole.
///
/// A UDP payload has as many octets as the UDP length says without the header, but the length itself when that is below
/// its least of 8, as in libnmsg; never more than are there.
std::optional<IpDatagram> udp_datagram(IpVersion version, Bytes packet) noexcept;

}  // namespace nmsgxx::packet
