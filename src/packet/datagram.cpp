#include "packet/datagram.hpp"

#include <algorithm>

#include "packet/big_endian.hpp"
#include "packet/extension_headers.hpp"

namespace nmsgxx::packet {
namespace {

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kOffsetUnit = 8;
constexpr std::size_t kUdpHeader = 8;

// RFC 791, section 3.1.
std::optional<Datagram> parse_ipv4(Bytes packet) noexcept {
  if (packet.size() < kIpv4Header) return std::nullopt;
  const std::size_t header = std::size_t{4} * (load8(packet.data()) & 0xF);
  if (header < kIpv4Header || header > packet.size()) return std::nullopt;
  const std::size_t total = load16(packet.data() + 2);
  const std::uint16_t fragment = load16(packet.data() + 6);
  Datagram datagram;
  datagram.protocol = load8(packet.data() + 9);
  datagram.transport = packet.subspan(header);
  datagram.declared = total > header ? total - header : 0;
  datagram.more = (fragment & 0x2000) != 0;
  datagram.offset = (fragment & 0x1FFF) * kOffsetUnit;
  datagram.fragment = datagram.more || datagram.offset > 0;
  return datagram;
}

// RFC 8200, sections 3 and 4.
std::optional<Datagram> parse_ipv6(Bytes packet) noexcept {
  if (packet.size() < kIpv6Header) return std::nullopt;
  const std::size_t end = kIpv6Header + load16(packet.data() + 4);
  if (end > packet.size() || end == kIpv6Header) return std::nullopt;
  Datagram datagram;
  datagram.protocol = load8(packet.data() + 6);
  std::size_t at = kIpv6Header;
  while (is_extension_header(datagram.protocol) && datagram.first()) {
    const std::byte* const header = packet.data() + at;
    if (at + kOffsetUnit > end) return std::nullopt;
    if (datagram.protocol == kFragmentHeader) {
      const std::uint16_t fragment = load16(header + 2);
      datagram.fragment = true;
      datagram.more = (fragment & 1) != 0;
      datagram.offset = fragment & 0xFFF8;
    }
    at += extension_header_size(datagram.protocol, header);
    if (at > end) return std::nullopt;
    datagram.protocol = load8(header);
  }
  datagram.transport = packet.subspan(at);
  datagram.declared = end - at;
  return datagram;
}

struct Piece {
  std::size_t offset;
  Bytes octets;
  bool more;
};

std::optional<Piece> piece_of(Bytes packet) noexcept {
  const auto datagram = parse_datagram(packet, version_of(packet));
  if (!datagram || !datagram->fragment || datagram->declared > datagram->transport.size()) return std::nullopt;
  if (datagram->more && datagram->declared % kOffsetUnit != 0) return std::nullopt;
  return Piece{datagram->offset, datagram->transport.first(datagram->declared), datagram->more};
}

std::uint32_t sum16(Bytes octets) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) sum += load16(octets.data() + i);
  if (octets.size() % 2 != 0) sum += static_cast<std::uint32_t>(load8(&octets.back())) << 8;
  return sum;
}

// RFC 768 and RFC 8200, section 8.1: the pseudo header and the UDP header.
std::uint32_t sum_headers(Bytes packet, int version, const UdpDatagram& udp) noexcept {
  const Bytes addresses = version == 4 ? packet.subspan(12, 8) : packet.subspan(8, 32);
  return sum16(addresses) + kUdp + 2 * std::uint32_t{udp.length} + udp.source_port + udp.destination_port + udp.checksum;
}

}  // namespace

int version_of(Bytes packet) noexcept {
  return packet.empty() ? 0 : load8(packet.data()) >> 4;
}

std::optional<Datagram> parse_datagram(Bytes packet, int version) noexcept {
  if (version == 4) return parse_ipv4(packet);
  if (version == 6) return parse_ipv6(packet);
  return std::nullopt;
}

std::optional<UdpDatagram> parse_udp(Bytes transport) noexcept {
  if (transport.size() < kUdpHeader) return std::nullopt;
  const std::byte* const header = transport.data();
  UdpDatagram udp{load16(header), load16(header + 2), load16(header + 4), load16(header + 6), transport.subspan(kUdpHeader)};
  // A length below that of the header is taken for one without it.
  const std::size_t claimed = udp.length >= kUdpHeader ? udp.length - kUdpHeader : udp.length;
  udp.payload = udp.payload.first(std::min(claimed, udp.payload.size()));
  return udp;
}

bool join_fragments(std::span<const Bytes> packets, std::vector<std::byte>& joined) {
  joined.clear();
  thread_local std::vector<Piece> pieces;
  pieces.clear();
  for (const Bytes packet : packets) {
    const auto piece = piece_of(packet);
    if (!piece) return false;
    pieces.push_back(*piece);
  }
  std::ranges::sort(pieces, {}, &Piece::offset);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool last = i + 1 == pieces.size();
    if (pieces[i].offset != joined.size() || pieces[i].more == last) return false;
    joined.insert(joined.end(), pieces[i].octets.begin(), pieces[i].octets.end());
  }
  return !pieces.empty();
}

UdpChecksum check_udp(std::span<const Bytes> packets) noexcept {
  std::uint64_t sum = 0;
  bool headed = false;
  for (const Bytes packet : packets) {
    const int version = version_of(packet);
    const auto datagram = parse_datagram(packet, version);
    if (!datagram || datagram->protocol != kUdp) return UdpChecksum::error;
    if (!datagram->first()) {
      sum += sum16(datagram->transport);
      continue;
    }
    const auto udp = parse_udp(datagram->transport);
    if (!udp) return UdpChecksum::error;
    if (udp->checksum == 0) return UdpChecksum::absent;
    sum += sum16(udp->payload) + sum_headers(packet, version, *udp);
    headed = true;
  }
  if (!headed) return UdpChecksum::error;
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum == 0xFFFF ? UdpChecksum::correct : UdpChecksum::incorrect;
}

}  // namespace nmsgxx::packet
