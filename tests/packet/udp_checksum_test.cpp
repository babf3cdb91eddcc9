#include "packet/udp_checksum.hpp"

#include <doctest/doctest.h>

#include "packet/datagrams.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::has_sound_transport;
using nmsgxx::packet::parse_ip;
using nmsgxx::packet::udp_checksum;
using nmsgxx::packet::UdpChecksum;
using nmsgxx::test::ipv4;
using nmsgxx::test::ipv6;
using nmsgxx::test::ipv6_fragment;
using nmsgxx::test::joined;
using nmsgxx::test::kIpv4Addresses;
using nmsgxx::test::kIpv6Addresses;
using nmsgxx::test::kMore;
using nmsgxx::test::Octets;
using nmsgxx::test::udp;
using nmsgxx::test::unhex;
using nmsgxx::test::views;
using nmsgxx::test::with;

TEST_CASE("udp_checksum: checks one packet or the fragments of one") {
  struct Case {
    const char* name;
    std::vector<Octets> packets;
    UdpChecksum want;
  };
  constexpr auto kError = UdpChecksum::error, kAbsent = UdpChecksum::absent;
  constexpr auto kIncorrect = UdpChecksum::incorrect, kCorrect = UdpChecksum::correct;

  // With checksums computed by hand.
  const Octets even4 = ipv4(0, unhex("0035 0FA0 000C A736 61626364"));
  const Octets odd4 = ipv4(0, unhex("0035 0FA0 000D 4234 6162636465"));
  const Octets even6 = ipv6(17, {}, unhex("0035 0FA0 000C CFC5 61626364"));
  const Octets odd6 = ipv6(17, {}, unhex("0035 0FA0 000D 6AC3 6162636465"));

  const Octets long4 = udp(kIpv4Addresses, unhex("61626364 65666768 696A6B6C 6D6E6F70 71727374 75"));
  const Octets long6 = udp(kIpv6Addresses, unhex("61626364 65666768 696A6B6C 6D6E6F70 71727374 75"));
  const Octets first4 = ipv4(kMore, Bytes(long4).first(16)), last4 = ipv4(2, Bytes(long4).subspan(16));
  const Octets first6 = ipv6_fragment(1, Bytes(long6).first(16)), last6 = ipv6_fragment(16, Bytes(long6).subspan(16));
  const std::vector<Case> cases = {
      {"IPv4", {even4}, kCorrect},
      {"IPv4, odd", {odd4}, kCorrect},
      {"IPv4, options", {ipv4(0, long4, "01010101")}, kCorrect},
      {"IPv4, padded", {joined({even4, unhex("FFFF")})}, kCorrect},
      {"IPv4, payload changed", {with(even4, 28, 0)}, kIncorrect},
      {"IPv4, address changed", {with(even4, 12, 0)}, kIncorrect},
      {"IPv4, port changed", {with(even4, 20, 1)}, kIncorrect},
      {"IPv4, checksum changed", {with(even4, 27, 0)}, kIncorrect},
      {"IPv4, UDP length changed", {with(even4, 25, 11)}, kIncorrect},
      {"IPv4, no checksum", {with(with(even4, 26, 0), 27, 0)}, kAbsent},
      {"IPv4, tcp", {with(even4, 9, 6)}, kError},
      {"IPv4, truncated", {Octets(even4.begin(), even4.begin() + 27)}, kError},
      {"IPv4, header length beyond the end", {with(even4, 0, 0x4F)}, kError},

      {"IPv6", {even6}, kCorrect},
      {"IPv6, odd", {odd6}, kCorrect},
      {"IPv6, options", {ipv6(60, unhex("1100010400000000"), long6)}, kCorrect},
      {"IPv6, payload changed", {with(even6, 50, 0)}, kIncorrect},
      {"IPv6, address changed", {with(even6, 39, 0)}, kIncorrect},
      {"IPv6, no checksum", {with(with(even6, 46, 0), 47, 0)}, kAbsent},
      {"IPv6, tcp", {with(even6, 6, 6)}, kError},
      {"IPv6, truncated", {Octets(even6.begin(), even6.end() - 1)}, kError},

      {"fragments", {first4, last4}, kCorrect},
      {"fragments, in reverse order", {last4, first4}, kCorrect},
      {"fragments, the last one changed", {first4, with(last4, 20, 0)}, kIncorrect},
      {"fragments, the last one missing", {first4}, kIncorrect},
      {"fragments, the first one missing", {last4}, kError},
      {"fragments, one is truncated", {first4, last4, unhex("45")}, kError},
      {"fragments, one of tcp", {first4, with(last4, 9, 6)}, kError},
      {"fragments, padding counts", {first4, joined({last4, unhex("00FF")})}, kIncorrect},
      {"fragments, no checksum", {last4, with(with(first4, 26, 0), 27, 0)}, kAbsent},
      {"fragments, no checksum, then one that is truncated", {with(with(first4, 26, 0), 27, 0), unhex("45")}, kAbsent},
      {"fragments, one that is truncated, then no checksum", {unhex("45"), with(with(first4, 26, 0), 27, 0)}, kError},
      {"fragments of IPv6", {first6, last6}, kCorrect},
      {"fragments of IPv6, in reverse order", {last6, first6}, kCorrect},
      {"fragments of IPv6, one changed", {first6, with(last6, 50, 0)}, kIncorrect},
      {"fragments of IPv6, one of tcp", {first6, with(last6, 40, 6)}, kError},

      // Each packet is summed on its own, so an odd one shifts what follows.
      {"odd fragment that is not the last",
       {ipv4(kMore, Bytes(long4).first(17)), ipv4(2, Bytes(long4).subspan(17))},
       kIncorrect},
      {"none", {}, kError},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(udp_checksum(views(c.packets)) == c.want);
      const auto datagram = c.packets.size() == 1 ? parse_ip(c.packets[0]) : std::nullopt;
      if (datagram && has_sound_transport(*datagram)) CHECK(udp_checksum(*datagram) == c.want);
    }
  }
}
