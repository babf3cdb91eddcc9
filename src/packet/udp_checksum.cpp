#include "packet/udp_checksum.hpp"

#include <optional>

#include "base/endian.hpp"
#include "packet/internet_checksum.hpp"
#include "packet/ip_datagram.hpp"

namespace nmsgxx::packet {
namespace {

// RFC 768, RFC 8200 8.1: the addresses, the protocol, the length, and the UDP header.
std::uint64_t header_sum(const IpDatagram& datagram) noexcept {
  const bool ipv4 = datagram.version == IpVersion::v4;
  const Bytes addresses = ipv4 ? datagram.packet.subspan(12, 8) : datagram.packet.subspan(8, 32);
  const Bytes header = datagram.transport.first(kUdpHeader);
  return word_sum(addresses) + kUdp + base::load_big<std::uint16_t>(header.data() + 4) + word_sum(header);
}

}  // namespace

UdpChecksum udp_checksum(std::span<const Bytes> packets) noexcept {
  std::uint64_t payloads = 0;
  std::optional<std::uint64_t> header;
  for (const Bytes packet : packets) {
    const auto datagram = ip_datagram(packet);
    if (!datagram || datagram->protocol != kUdp) return UdpChecksum::error;
    if (datagram->fragment != Fragment::later) {
      if (base::load_big<std::uint16_t>(datagram->transport.data() + 6) == 0) return UdpChecksum::absent;
      header = header_sum(*datagram);
    }
    payloads += word_sum(datagram->payload);
  }
  if (!header) return UdpChecksum::error;
  return fold(*header + payloads) == 0xFFFF ? UdpChecksum::correct : UdpChecksum::incorrect;
}

}  // namespace nmsgxx::packet
