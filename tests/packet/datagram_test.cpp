#include "packet/datagram.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "support.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::check_udp;
using nmsgxx::packet::Datagram;
using nmsgxx::packet::join_fragments;
using nmsgxx::packet::parse_datagram;
using nmsgxx::packet::parse_udp;
using nmsgxx::packet::UdpChecksum;
using nmsgxx::packet::version_of;
using nmsgxx::test::unhex;

namespace {

using Octets = std::vector<std::byte>;

/// An IPv4 packet: total length, flags and offset as given, UDP from 192.0.2.1 to 192.0.2.2.
std::string ipv4(const char* length, const char* fragment, const std::string& transport, const char* protocol = "11") {
  return std::string("4500") + length + "0001" + fragment + "40" + protocol + "0000 C0000201 C0000202" + transport;
}

std::string ipv6(const char* length, const char* next, const std::string& rest) {
  return std::string("60000000") + length + next + "40 20010DB8000000000000000000000001 20010DB8000000000000000000000002" +
         rest;
}

}  // namespace

TEST_CASE("an IP packet is taken apart") {
  struct Case {
    const char* name;
    std::string hex;
    int version;
    std::optional<Datagram> want;  // of transport only the size counts
  };
  const auto want = [](std::uint8_t protocol, std::size_t size, std::size_t declared) {
    static const Octets octets(100);
    return Datagram{.protocol = protocol, .transport = Bytes(octets).first(size), .declared = declared};
  };
  const auto fragment = [&](std::size_t size, std::size_t offset, bool more) {
    Datagram d = want(17, size, size);
    d.fragment = true;
    d.more = more;
    d.offset = offset;
    return d;
  };
  const Case cases[] = {
      {"ipv4", ipv4("001C", "0000", "0035 0FA0 0008 0000"), 4, want(17, 8, 8)},
      {"ipv4 with padding", ipv4("001C", "0000", "0035 0FA0 0008 0000 0000"), 4, want(17, 10, 8)},
      {"ipv4 that claims more", ipv4("0040", "0000", "0035 0FA0"), 4, want(17, 4, 44)},
      {"ipv4 that claims nothing", ipv4("0000", "0000", "0035 0FA0"), 4, want(17, 4, 0)},
      {"ipv4 first fragment", ipv4("001C", "2000", "0035 0FA0 0008 0000"), 4, fragment(8, 0, true)},
      {"ipv4 later fragment", ipv4("001C", "2001", "0035 0FA0 0008 0000"), 4, fragment(8, 8, true)},
      {"ipv4 last fragment", ipv4("001C", "0002", "0035 0FA0 0008 0000"), 4, fragment(8, 16, false)},
      {"ipv4 with options", "46000018 00010000 40110000 C0000201 C0000202 01010101", 4, want(17, 0, 0)},
      {"ipv4, header cut", "45000018 00010000 40110000 C0000201 C00002", 4, std::nullopt},
      {"ipv4, options cut", "46000018 00010000 40110000 C0000201 C0000202 010101", 4, std::nullopt},
      {"ipv4, header too short", "44000018 00010000 40110000 C0000201 C0000202", 4, std::nullopt},
      {"ipv6", ipv6("0008", "11", "0035 0FA0 0008 0000"), 6, want(17, 8, 8)},
      {"ipv6, long extension header", ipv6("0018", "00", "1101 0000 0000 0000 0000 0000 0000 0000 0035 0FA0 0008 0000"), 6,
       want(17, 8, 8)},
      {"ipv6 fragment", ipv6("0010", "2C", "1100 0009 00000001 0035 0FA0 0008 0000"), 6, fragment(8, 8, true)},
      {"ipv6, cut", ipv6("0009", "11", "0035 0FA0 0008 0000"), 6, std::nullopt},
      {"ipv6, nothing behind the header", ipv6("0000", "11", ""), 6, std::nullopt},
      {"ipv6, extension header cut", ipv6("0004", "00", "1100 0000"), 6, std::nullopt},
      {"ipv6, extension header beyond the end", ipv6("0008", "00", "1101 0000 0000 0000"), 6, std::nullopt},
      {"nothing", "", 4, std::nullopt},
      {"no version", "00", 0, std::nullopt},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    const Octets octets = unhex(c.hex);
    const auto got = parse_datagram(octets, c.version);
    REQUIRE(got.has_value() == c.want.has_value());
    if (!got) continue;
    CHECK(int{got->protocol} == int{c.want->protocol});
    CHECK(got->transport.size() == c.want->transport.size());
    CHECK(got->declared == c.want->declared);
    CHECK(got->fragment == c.want->fragment);
    CHECK(got->more == c.want->more);
    CHECK(got->offset == c.want->offset);
  }
}

TEST_CASE("a UDP header says how much is its own") {
  struct Case {
    std::string_view hex;
    std::size_t want;
  };
  static const Case cases[] = {{"0035 0FA0 000A 0000 0102", 2},
                               {"0035 0FA0 0009 0000 0102", 1},
                               {"0035 0FA0 0020 0000 0102", 2},
                               {"0035 0FA0 0008 0000 0102", 0},
                               {"0035 0FA0 0001 0000 0102", 1}};
  for (const auto& c : cases) {
    CAPTURE(std::string(c.hex));
    const Octets octets = unhex(c.hex);
    CHECK(parse_udp(octets).value().payload.size() == c.want);
  }
  CHECK_FALSE(parse_udp(unhex("0035 0FA0 0008 00")));
}

TEST_CASE("fragments are joined, in any order") {
  const Octets first = unhex(ipv4("001C", "2000", "0035 0FA0 000C 0000"));
  const Octets middle = unhex(ipv4("001C", "2001", "0102 0304 0506 0708"));
  const Octets last = unhex(ipv4("0018", "0002", "090A 0B0C 0000"));  // with padding
  const Octets whole = unhex(ipv4("001C", "0000", "0035 0FA0 0008 0000"));
  const Octets uneven = unhex(ipv4("001B", "2000", "0035 0FA0 000C 00"));
  const Octets cut = unhex(ipv4("0020", "0002", "090A 0B0C"));
  const Octets first6 = unhex(ipv6("0010", "2C", "1100 0001 00000001 0035 0FA0 000C 0000"));
  const Octets last6 = unhex(ipv6("000C", "2C", "1100 0008 00000001 090A 0B0C"));
  struct Case {
    const char* name;
    std::vector<Bytes> packets;
    std::string_view want;
  };
  const Case cases[] = {
      {"in order", {first, middle, last}, "0035 0FA0 000C 0000 0102 0304 0506 0708 090A 0B0C"},
      {"out of order", {last, first, middle}, "0035 0FA0 000C 0000 0102 0304 0506 0708 090A 0B0C"},
      {"ipv6", {last6, first6}, "0035 0FA0 000C 0000 090A 0B0C"},
      {"a hole", {first, last}, ""},
      {"no last one", {first, middle}, ""},
      {"one twice", {first, middle, middle, last}, ""},
      {"two last ones", {first, middle, last, last}, ""},
      {"no fragment", {first, middle, last, whole}, ""},
      {"a length that is no multiple of 8", {uneven, middle, last}, ""},
      {"one that is cut", {first, middle, cut}, ""},
      {"none", {}, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    Octets joined;
    const bool good = join_fragments(c.packets, joined);
    CHECK(good == !c.want.empty());
    if (good) CHECK((joined == unhex(c.want)));
  }
}

TEST_CASE("UDP checksums") {
  struct Case {
    const char* name;
    std::vector<std::string> hex;
    UdpChecksum want;
  };
  const Case cases[] = {
      {"correct", {ipv4("001E", "0000", "0035 0FA0 000A 6AFF 0102")}, UdpChecksum::correct},
      {"incorrect", {ipv4("001E", "0000", "0035 0FA0 000A 6B00 0102")}, UdpChecksum::incorrect},
      {"odd length", {ipv4("001D", "0000", "0035 0FA0 0009 6B03 01")}, UdpChecksum::correct},
      {"absent", {ipv4("001E", "0000", "0035 0FA0 000A 0000 0102")}, UdpChecksum::absent},
      {"ipv6", {ipv6("000A", "11", "0035 0FA0 000A 938E 0102")}, UdpChecksum::correct},
      {"fragments",
       {ipv4("0024", "2000", "0035 0FA0 0012 52D3 0102 0304 0506 0708"), ipv4("0016", "0002", "090A")},
       UdpChecksum::correct},
      {"without the first fragment", {ipv4("0016", "0002", "090A")}, UdpChecksum::error},
      {"not UDP", {ipv4("001E", "0000", "0035 0FA0 000A 6AFF 0102", "06")}, UdpChecksum::error},
      {"no packet", {"00"}, UdpChecksum::error},
      {"nothing", {}, UdpChecksum::error},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    std::vector<Octets> packets;
    for (const auto& hex : c.hex) packets.push_back(unhex(hex));
    const std::vector<Bytes> views(packets.begin(), packets.end());
    CHECK(static_cast<int>(check_udp(views)) == static_cast<int>(c.want));
  }
}

TEST_CASE("any octets are taken apart within their bounds") {
  std::mt19937 random(11);
  Octets joined;
  for (int i = 0; i < 50'000; ++i) {
    Octets octets(random() % 80);
    for (auto& octet : octets) octet = static_cast<std::byte>(random());
    if (!octets.empty()) octets[0] = random() % 2 == 0 ? std::byte{0x45} : std::byte{0x60};
    if (octets.size() > 7 && random() % 2 == 0) {
      octets[4] = std::byte{0};
      octets[6] = std::byte{static_cast<unsigned char>(random() % 64)};
    }
    octets.shrink_to_fit();
    const Bytes packets[] = {octets, octets};
    if (const auto datagram = parse_datagram(octets, version_of(octets))) {
      CHECK(datagram->transport.size() <= octets.size());
      if (const auto udp = parse_udp(datagram->transport)) CHECK(udp->payload.size() <= datagram->transport.size());
    }
    (void)check_udp(packets);
    (void)join_fragments(packets, joined);
  }
}
