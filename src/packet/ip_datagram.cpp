#include "packet/ip_datagram.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "packet/extension_header.hpp"

namespace nmsgxx::packet {
namespace {

enum : std::uint8_t { kIcmp = 1, kTcp = 6 };
constexpr std::size_t kIcmpHeader = 4;
constexpr std::size_t kTcpHeader = 20;

IpDatagram behind(IpVersion version, std::uint8_t protocol, Fragment fragment, Bytes packet, std::size_t at) noexcept {
  const Bytes rest = packet.subspan(at);
  if (fragment == Fragment::later) return {version, protocol, fragment, packet, {}, rest};
  return {version, protocol, fragment, packet, rest, {}};
}

// RFC 791 3.1.
std::optional<IpDatagram> ipv4_datagram(Bytes packet) noexcept {
  constexpr std::uint16_t kOffset = 0x1FFF;
  constexpr std::uint16_t kMore = 0x2000;
  const auto header = ipv4_header_size(packet);
  if (!header) return std::nullopt;
  const std::uint16_t place = base::load_big<std::uint16_t>(packet.data() + 6);
  const Fragment fragment = (place & kOffset) != 0 ? Fragment::later : (place & kMore) != 0 ? Fragment::first : Fragment::none;
  return behind(IpVersion::v4, std::to_integer<std::uint8_t>(packet[9]), fragment, packet, *header);
}

// RFC 8200 4.5.
std::optional<IpDatagram> ipv6_datagram(Bytes packet) noexcept {
  constexpr std::size_t kFragmentHeader = 8;
  constexpr std::uint16_t kOffset = 0xFFF8;
  const auto cut = ipv6_cut(packet);
  if (!cut) return std::nullopt;
  const auto layer = ipv6_layer(*cut, true);
  if (!layer || layer->at == cut->size()) return std::nullopt;
  if (layer->protocol != kFragment) return behind(IpVersion::v6, layer->protocol, Fragment::none, packet, layer->at);
  const Bytes header = cut->subspan(layer->at);
  if (header.size() <= kFragmentHeader) return std::nullopt;
  const Fragment fragment =
      (base::load_big<std::uint16_t>(header.data() + 2) & kOffset) != 0 ? Fragment::later : Fragment::first;
  return behind(IpVersion::v6, std::to_integer<std::uint8_t>(header[0]), fragment, packet, layer->at + kFragmentHeader);
}

// RFC 768.
bool read_udp(IpDatagram& d) noexcept {
  if (d.transport.size() < kUdpHeader) return false;
  d.source_port = base::load_big<std::uint16_t>(d.transport.data());
  d.destination_port = base::load_big<std::uint16_t>(d.transport.data() + 2);
  const std::size_t length = base::load_big<std::uint16_t>(d.transport.data() + 4);
  const Bytes rest = d.transport.subspan(kUdpHeader);
  d.payload = rest.first(std::min(rest.size(), length >= kUdpHeader ? length - kUdpHeader : length));
  return true;
}

// RFC 9293 3.1.
bool is_tcp(Bytes transport) noexcept {
  return transport.size() >= kTcpHeader && (std::to_integer<std::uint8_t>(transport[12]) & 0xF0U) / 4 <= transport.size();
}

bool read_transport(IpDatagram& d) noexcept {
  switch (d.protocol) {
    case kUdp: return read_udp(d);
    case kTcp: return is_tcp(d.transport);
    case kIcmp: return d.transport.size() >= kIcmpHeader;
    default: return false;
  }
}

}  // namespace

std::optional<IpDatagram> ip_layer(IpVersion version, Bytes packet) noexcept {
  return version == IpVersion::v4 ? ipv4_datagram(packet) : ipv6_datagram(packet);
}

std::optional<IpDatagram> ip_datagram(Bytes packet) noexcept {
  const auto version = ip_version(packet);
  if (!version) return std::nullopt;
  auto datagram = ip_layer(*version, packet);
  if (datagram && datagram->fragment != Fragment::later && !read_transport(*datagram)) return std::nullopt;
  return datagram;
}

std::optional<IpDatagram> udp_datagram(IpVersion version, Bytes packet) noexcept {
  auto datagram = ip_layer(version, packet);
  if (!datagram || datagram->fragment != Fragment::none || datagram->protocol != kUdp || !read_udp(*datagram)) {
    return std::nullopt;
  }
  return datagram;
}

}  // namespace nmsgxx::packet
