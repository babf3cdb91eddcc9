#include "packet/ip_headers.hpp"

#include "base/endian.hpp"
#include "packet/extension_header.hpp"

namespace nmsgxx::packet {

std::optional<IpVersion> ip_version(Bytes packet) noexcept {
  if (packet.empty()) return std::nullopt;
  switch (std::to_integer<std::uint8_t>(packet[0]) >> 4) {
    case 4: return IpVersion::v4;
    case 6: return IpVersion::v6;
    default: return std::nullopt;
  }
}

// RFC 791 3.1.
std::optional<std::size_t> ipv4_header_size(Bytes packet) noexcept {
  if (packet.size() < kIpv4HeaderMin || ip_version(packet) != IpVersion::v4) return std::nullopt;
  const std::size_t size = 4 * std::size_t{std::to_integer<std::uint8_t>(packet[0]) & 0xFU};
  if (size < kIpv4HeaderMin || size > packet.size()) return std::nullopt;
  return size;
}

// RFC 8200 3.
std::optional<Bytes> ipv6_cut(Bytes packet) noexcept {
  if (packet.size() < kIpv6Header || ip_version(packet) != IpVersion::v6) return std::nullopt;
  const std::size_t size = kIpv6Header + base::load_big<std::uint16_t>(packet.data() + 4);
  if (size > packet.size()) return std::nullopt;
  return packet.first(size);
}

std::optional<Ipv6Layer> ipv6_layer(Bytes packet, bool past_authentication) noexcept {
  Ipv6Layer layer{std::to_integer<std::uint8_t>(packet[6]), kIpv6Header, 6};
  while (layer.protocol == kHopByHop || layer.protocol == kRouting || layer.protocol == kDestination ||
         (layer.protocol == kAuthentication && past_authentication)) {
    const Bytes rest = packet.subspan(layer.at);
    if (rest.size() < 2) return std::nullopt;
    const std::size_t size = extension_header_size(layer.protocol, rest.data());
    if (size > rest.size()) return std::nullopt;
    layer = {std::to_integer<std::uint8_t>(rest[0]), layer.at + size, layer.at};
  }
  return layer;
}

}  // namespace nmsgxx::packet
