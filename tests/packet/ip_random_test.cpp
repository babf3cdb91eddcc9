#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "packet/datagrams.hpp"
#include "packet/heap_packet.hpp"
#include "packet/ip_fragment.hpp"
#include "packet/udp_checksum.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::IpVersion;
using nmsgxx::packet::parse_ip;
using nmsgxx::packet::parse_udp;
using nmsgxx::packet::reassemble;
using nmsgxx::packet::udp_checksum;
using nmsgxx::packet::UdpChecksum;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::Octets;

namespace {

std::mt19937 random_source(6);
std::size_t below(std::size_t n) {
  return random_source() % n;
}

Octets random_bytes(std::size_t size) {
  Octets out(size);
  std::ranges::generate(out, [] { return static_cast<std::byte>(random_source()); });
  return out;
}

/// A datagram in fragments of random sizes and in a random order.
std::vector<Octets> random_fragments(bool ipv6, Bytes datagram) {
  std::vector<Octets> out;
  for (std::size_t at = 0; at < datagram.size();) {
    const std::size_t size = std::min(8 * (1 + below(40)), datagram.size() - at);
    const bool more = at + size < datagram.size();
    const Bytes data = datagram.subspan(at, size);
    out.push_back(ipv6 ? nmsgxx::test::ipv6_fragment(at + more, data)
                       : nmsgxx::test::ipv4(at / 8 + (more ? 0x2000 : 0), data, below(4) == 0 ? "01010101" : ""));
    at += size;
  }
  std::ranges::shuffle(out, random_source);
  return out;
}

bool inside(Bytes packet, Bytes part) {
  return part.empty() || (part.data() >= packet.data() && part.data() + part.size() <= packet.data() + packet.size());
}

void spoil(Octets& packet) {
  for (auto n = below(4); n > 0 && !packet.empty(); --n) {
    const std::size_t at = below(std::min<std::size_t>(packet.size(), below(2) == 0 ? 12 : 80));
    packet[at] = static_cast<std::byte>(below(2) == 0 ? random_source() : below(8));
  }
  if (below(4) == 0) packet.resize(below(packet.size() + 1));
}

}  // namespace

TEST_CASE("reassemble: restores random datagrams with a correct checksum") {
  Octets out;
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    const bool ipv6 = i % 2 == 0;
    const Octets payload = random_bytes(1 + below(3000));
    const auto datagram = nmsgxx::test::udp(ipv6 ? nmsgxx::test::kIpv6Addresses : nmsgxx::test::kIpv4Addresses, payload);
    auto fragments = random_fragments(ipv6, datagram);
    if (fragments.size() == 1) continue;
    REQUIRE(udp_checksum(nmsgxx::test::views(fragments)) == UdpChecksum::correct);
    REQUIRE(reassemble(nmsgxx::test::views(fragments), out));
    const Bytes packet = out;
    const auto whole = parse_ip(ipv6 ? IpVersion::v6 : IpVersion::v4, packet);
    REQUIRE(whole);
    const auto udp = parse_udp(*whole);
    REQUIRE(udp);
    REQUIRE(std::ranges::equal(udp->payload, payload));
    REQUIRE(udp_checksum({&packet, 1}) == UdpChecksum::correct);
    if (!ipv6) REQUIRE(nmsgxx::test::checksum(packet.first(packet.size() - datagram.size())) == 0);
    fragments.pop_back();
    REQUIRE_FALSE(reassemble(nmsgxx::test::views(fragments), out));
  }
}

TEST_CASE("parse_ip: is safe with any bytes, and its views are inside the packet") {
  std::size_t datagrams = 0, refused = 0, whole = 0;
  Octets out;
  for (int i = 0; i < 8'000; ++i) {
    auto fragments = random_fragments(below(2) == 0, random_bytes(below(600)));
    if (below(8) == 0) fragments.push_back(random_bytes(below(100)));
    for (auto& packet : fragments) {
      if (below(4) == 0) spoil(packet);
    }
    std::vector<HeapPacket> exact;
    std::vector<Bytes> packets;
    for (const auto& packet : fragments) packets.push_back(exact.emplace_back(packet).bytes());
    for (const Bytes packet : packets) {
      const auto datagram = parse_ip(packet);
      (datagram && has_sound_transport(*datagram) ? datagrams : refused) += 1;
      if (!datagram) continue;
      REQUIRE(inside(packet, datagram->data));
      REQUIRE(inside(packet, datagram->addresses()));
      if (const auto udp = parse_udp(*datagram)) REQUIRE(inside(packet, udp->payload));
      if (const auto fragment = ip_fragment(*datagram)) {
        REQUIRE(inside(packet, fragment->data));
        REQUIRE(inside(packet, fragment->identification));
        REQUIRE(fragment->named_at < fragment->header.size());
      }
    }
    udp_checksum(packets);
    whole += reassemble(packets, out);
    REQUIRE(out.size() <= 65'535);
  }
  CHECK(datagrams > 5'000);
  CHECK(refused > 1000);
  CHECK(whole > 500);
}
