#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "packet/ip_header.hpp"

namespace nmsgxx::packet {

enum class Fragment : std::uint8_t { none, first, later };

/// An IP packet whose headers have been parsed once, up to its transport.
///
/// Lifetime: all views point into the caller's bytes.
struct IpDatagram {
  IpVersion version;
  Fragment fragment;
  std::uint8_t protocol;  ///< of the transport, which follows the extension headers of IPv6
  bool authenticated;     ///< IPv6: whether there is an authentication header
  std::size_t named_at;   ///< IPv6: where the byte is that names the fragment header or, without one, the transport
  Bytes packet;           ///< as given, including bytes after the length that its header gives
  Bytes data;             ///< everything after the IP headers, including these bytes

  /// The data as far as it is known to begin with a transport header: empty for a later fragment.
  Bytes transport() const noexcept { return fragment == Fragment::later ? Bytes{} : data; }

  Bytes source() const noexcept { return addresses().first(address_size()); }
  Bytes destination() const noexcept { return addresses().last(address_size()); }
  /// Both, one after the other, as in the header.
  Bytes addresses() const noexcept { return packet.subspan(source_at(version), 2 * address_size()); }
  std::size_t address_size() const noexcept { return address_size(version); }

  static constexpr std::size_t source_at(IpVersion version) noexcept {
    return version == IpVersion::v4 ? ipv4::kSource : ipv6::kSource;
  }
  static constexpr std::size_t address_size(IpVersion version) noexcept {
    return version == IpVersion::v4 ? ipv4::kAddressSize : ipv6::kAddressSize;
  }
};

/// Returns the version in the first byte; nothing for others than 4 and 6, or without a byte.
std::optional<IpVersion> ip_version(Bytes packet) noexcept;

/// Parses the headers of an IP packet; any bytes are safe.
///
/// IPv4 total lengths and checksums are ignored.  An IPv6 packet must be complete and hold something after its headers.  What
/// follows ESP cannot be read, so ESP counts as the transport.
///
/// @return nothing when a header is malformed or truncated
std::optional<IpDatagram> parse_ip(Bytes packet) noexcept;

/// The same, but also returns nothing for another version than the one expected.
std::optional<IpDatagram> parse_ip(IpVersion version, Bytes packet) noexcept;

/// Returns whether the packet carries UDP (8 bytes or more), TCP (20, with its data offset inside) or ICMP (4), or is a later
/// fragment of anything.
bool has_sound_transport(const IpDatagram& datagram) noexcept;

inline constexpr std::size_t kUdpHeaderSize = 8;

/// A UDP datagram, or the first fragment of one.
struct UdpDatagram {
  std::uint16_t source_port;
  std::uint16_t destination_port;
  std::uint16_t length;
  std::uint16_t checksum;
  Bytes payload;
};

/// Parses the UDP header (RFC 768).
///
/// The payload has the size that the length field gives without the header, or the length itself when that is below the
/// header's 8 bytes, as in libnmsg; never more than there is.
///
/// @return nothing for another protocol, a later fragment, or a truncated header
std::optional<UdpDatagram> parse_udp(const IpDatagram& datagram) noexcept;

}  // namespace nmsgxx::packet
