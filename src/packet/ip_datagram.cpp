#include "packet/ip_datagram.hpp"

#include <algorithm>

#include "base/endian.hpp"

namespace nmsgxx::packet {
namespace {

using base::load_big;

std::optional<IpDatagram> parse_ipv4(Bytes packet) noexcept {
  if (packet.size() < ipv4::kHeaderMin || ip_version(packet) != IpVersion::v4) return std::nullopt;
  const std::size_t header = ipv4::header_size(packet[0]);
  if (header < ipv4::kHeaderMin || header > packet.size()) return std::nullopt;
  const auto place = load_big<std::uint16_t>(packet.data() + ipv4::kFlagsAndOffset);
  const Fragment fragment = (place & ipv4::kOffsetMask) != 0      ? Fragment::later
                            : (place & ipv4::kMoreFragments) != 0 ? Fragment::first
                                                                  : Fragment::none;
  return IpDatagram{.version = IpVersion::v4,
                    .fragment = fragment,
                    .protocol = std::to_integer<std::uint8_t>(packet[ipv4::kProtocol]),
                    .authenticated = false,
                    .named_at = 0,
                    .packet = packet,
                    .data = packet.subspan(header)};
}

std::optional<IpDatagram> parse_ipv6(Bytes packet) noexcept {
  if (packet.size() < ipv6::kHeaderSize || ip_version(packet) != IpVersion::v6) return std::nullopt;
  const std::size_t end = ipv6::kHeaderSize + load_big<std::uint16_t>(packet.data() + ipv6::kPayloadLength);
  if (end > packet.size()) return std::nullopt;
  IpDatagram out{.version = IpVersion::v6,
                 .fragment = Fragment::none,
                 .protocol = 0,
                 .authenticated = false,
                 .named_at = 0,
                 .packet = packet,
                 .data = {}};
  ipv6::Layer layer = ipv6::first_layer(packet.data());
  while (ipv6::is_extension_header(layer.protocol) && layer.protocol != kFragment) {
    out.authenticated |= layer.protocol == kAuthentication;
    if (!ipv6::skip_extension_header(packet.first(end), layer)) return std::nullopt;
  }
  out.named_at = layer.named_at;
  if (layer.protocol == kFragment) {
    const std::byte* const header = packet.data() + layer.at;
    if (!ipv6::skip_extension_header(packet.first(end), layer)) return std::nullopt;
    const bool later = (load_big<std::uint16_t>(header + ipv6::kOffsetAndFlag) & ipv6::kOffsetMask) != 0;
    out.fragment = later ? Fragment::later : Fragment::first;
  }
  if (layer.at == end) return std::nullopt;
  out.protocol = layer.protocol;
  out.data = packet.subspan(layer.at);
  return out;
}

// RFC 9293 3.1.
bool is_tcp_segment(Bytes transport) noexcept {
  constexpr std::size_t kHeaderMin = 20;
  return transport.size() >= kHeaderMin && (std::to_integer<std::size_t>(transport[12]) & 0xF0U) / 4 <= transport.size();
}

}  // namespace

std::optional<IpVersion> ip_version(Bytes packet) noexcept {
  if (packet.empty()) return std::nullopt;
  switch (std::to_integer<std::uint8_t>(packet[0]) >> 4) {
    case 4: return IpVersion::v4;
    case 6: return IpVersion::v6;
    default: return std::nullopt;
  }
}

std::optional<IpDatagram> parse_ip(Bytes packet) noexcept {
  const auto version = ip_version(packet);
  return version ? parse_ip(*version, packet) : std::nullopt;
}

std::optional<IpDatagram> parse_ip(IpVersion version, Bytes packet) noexcept {
  return version == IpVersion::v4 ? parse_ipv4(packet) : parse_ipv6(packet);
}

bool has_sound_transport(const IpDatagram& datagram) noexcept {
  constexpr std::size_t kIcmpHeaderMin = 4;
  if (datagram.fragment == Fragment::later) return true;
  switch (datagram.protocol) {
    case kUdp: return datagram.data.size() >= kUdpHeaderSize;
    case kTcp: return is_tcp_segment(datagram.data);
    case kIcmp: return datagram.data.size() >= kIcmpHeaderMin;
    default: return false;
  }
}

std::optional<UdpDatagram> parse_udp(const IpDatagram& datagram) noexcept {
  const Bytes transport = datagram.transport();
  if (datagram.protocol != kUdp || transport.size() < kUdpHeaderSize) return std::nullopt;
  const std::byte* const at = transport.data();
  UdpDatagram udp{source_port(at), destination_port(at), load_big<std::uint16_t>(at + 4), load_big<std::uint16_t>(at + 6), {}};
  const Bytes rest = transport.subspan(kUdpHeaderSize);
  const std::size_t size = udp.length >= kUdpHeaderSize ? udp.length - kUdpHeaderSize : udp.length;
  udp.payload = rest.first(std::min(rest.size(), size));
  return udp;
}

}  // namespace nmsgxx::packet
