#include "packet/ip_datagram.hpp"

#include <doctest/doctest.h>

#include <string>

#include "packet/heap_packet.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::Fragment;
using nmsgxx::packet::has_sound_transport;
using nmsgxx::packet::IpDatagram;
using nmsgxx::packet::IpVersion;
using nmsgxx::packet::parse_ip;
using nmsgxx::packet::parse_udp;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::unhex;

namespace {

const std::string kIpv4 = "4011 0000 C0000201 C0000202";
const std::string kIpv4Tcp = "4006 0000 C0000201 C0000202";
const std::string kIpv4Icmp = "4001 0000 C0000201 C0000202";
const std::string kIpv6 = "40 20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 00000002";
const std::string kUdp = "0035 0FA0 000C 0000 61626364";
const std::string kTcp = "01BB C350 00000001 00000002 5010 1000 0000 0000";

std::string place(Bytes packet, Bytes part) {
  const auto at = part.data() - packet.data();
  return std::to_string(at) + "+" + std::to_string(part.size());
}

/// Protocol, fragment, data, and of UDP the payload and the ports; empty when there is no sound datagram.
std::string text(Bytes packet, const std::optional<IpDatagram>& datagram) {
  static constexpr const char* kFragments[] = {"none", "first", "later"};
  if (!datagram || !has_sound_transport(*datagram)) return "";
  std::string out = std::to_string(datagram->protocol) + " " + kFragments[static_cast<int>(datagram->fragment)];
  out += " " + place(packet, datagram->data);
  const auto udp = parse_udp(*datagram);
  if (!udp) return out;
  out += " " + place(packet, udp->payload);
  return out + " " + std::to_string(udp->source_port) + ">" + std::to_string(udp->destination_port);
}

void check(Bytes bytes, IpVersion version, std::string_view want) {
  const HeapPacket heap(bytes);
  const Bytes packet = heap.bytes();
  const auto datagram = parse_ip(packet);
  CHECK(text(packet, datagram) == want);
  CHECK(text(packet, parse_ip(version, packet)) == want);
  CHECK_FALSE(parse_ip(version == IpVersion::v4 ? IpVersion::v6 : IpVersion::v4, packet));
  if (!datagram) return;
  CHECK(datagram->version == version);
  CHECK(datagram->transport().empty() == (datagram->fragment == Fragment::later || datagram->data.empty()));
  CHECK(place(packet, datagram->source()) == (version == IpVersion::v4 ? "12+4" : "8+16"));
  CHECK(place(packet, datagram->destination()) == (version == IpVersion::v4 ? "16+4" : "24+16"));
}

struct Case {
  const char* name;
  std::string hex;
  std::string_view want;
};

}  // namespace

TEST_CASE("parse_ip: IPv4") {
  static const Case cases[] = {
      {"udp", "45000020 00070000" + kIpv4 + kUdp, "17 none 20+12 28+4 53>4000"},
      {"udp with options", "47000028 00070000" + kIpv4 + "01010101 01010100" + kUdp, "17 none 28+12 36+4 53>4000"},
      {"udp, flags but more fragments", "45000020 0007C000" + kIpv4 + kUdp, "17 none 20+12 28+4 53>4000"},
      {"total length is ignored", "45000001 00070000" + kIpv4 + kUdp, "17 none 20+12 28+4 53>4000"},
      {"padding belongs to the data, not to the payload", "45000020 00070000" + kIpv4 + kUdp + "0000",
       "17 none 20+14 28+4 53>4000"},
      {"UDP length beyond the end", "45000020 00070000" + kIpv4 + "0035 0FA0 000D 0000 61626364", "17 none 20+12 28+4 53>4000"},
      {"UDP length inside", "45000020 00070000" + kIpv4 + "0035 0FA0 000B 0000 61626364", "17 none 20+12 28+3 53>4000"},
      {"UDP length of a header", "45000020 00070000" + kIpv4 + "0035 0FA0 0008 0000 61626364", "17 none 20+12 28+0 53>4000"},
      {"UDP length below a header", "45000020 00070000" + kIpv4 + "0035 0FA0 0003 0000 61626364", "17 none 20+12 28+3 53>4000"},
      {"UDP length 0", "45000020 00070000" + kIpv4 + "0035 0FA0 0000 0000 61626364", "17 none 20+12 28+0 53>4000"},
      {"UDP without payload", "4500001C 00070000" + kIpv4 + "0035 0FA0 0008 0000", "17 none 20+8 28+0 53>4000"},
      {"UDP header truncated", "4500001B 00070000" + kIpv4 + "0035 0FA0 0008 00", ""},
      {"no transport", "45000014 00070000" + kIpv4, ""},

      {"first fragment", "45000020 00072000" + kIpv4 + kUdp, "17 first 20+12 28+4 53>4000"},
      {"first fragment, UDP header truncated", "4500001B 00072000" + kIpv4 + "0035 0FA0 0008 00", ""},
      {"later fragment", "45000020 00072001" + kIpv4 + kUdp, "17 later 20+12"},
      {"last fragment", "45000016 00071FFF" + kIpv4 + "6162", "17 later 20+2"},
      {"last fragment, empty", "45000014 00070001" + kIpv4, "17 later 20+0"},
      {"later fragment of tcp", "45000016 00070001" + kIpv4Tcp + "6162", "6 later 20+2"},

      {"tcp", "45000028 00070000" + kIpv4Tcp + kTcp, "6 none 20+20"},
      {"tcp, header truncated", "45000027 00070000" + kIpv4Tcp + "01BB C350 00000001 00000002 5010 1000 0000 00", ""},
      {"tcp, data offset beyond the end", "45000028 00070000" + kIpv4Tcp + "01BB C350 00000001 00000002 6010 1000 0000 0000",
       ""},
      {"tcp, first fragment", "45000028 00072000" + kIpv4Tcp + kTcp, "6 first 20+20"},
      {"icmp", "45000018 00070000" + kIpv4Icmp + "0303 0000", "1 none 20+4"},
      {"icmp, header truncated", "45000017 00070000" + kIpv4Icmp + "0303 00", ""},
      {"sctp", "45000020 00070000 4084 0000 C0000201 C0000202" + kUdp, ""},

      {"header length below its least", "44000020 00070000" + kIpv4 + kUdp, ""},
      {"header length 0", "40000020 00070000" + kIpv4 + kUdp, ""},
      {"header length beyond the end", "4F000020 00070000" + kIpv4 + kUdp, ""},
      {"header length beyond the end, later fragment", "4F000020 00070001" + kIpv4 + kUdp, ""},
      {"version 5", "55000020 00070000" + kIpv4 + kUdp, ""},
      {"one byte", "45", ""},
      {"no bytes", "", ""},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      check(unhex(c.hex), IpVersion::v4, c.want);
    }
  }
}

TEST_CASE("parse_ip: IPv6") {
  static const Case cases[] = {
      {"udp", "60000000 000C 11" + kIpv6 + kUdp, "17 none 40+12 48+4 53>4000"},
      {"padding belongs to the data, not to the payload", "60000000 000C 11" + kIpv6 + kUdp + "0000",
       "17 none 40+14 48+4 53>4000"},
      {"UDP length below a header", "60000000 000C 11" + kIpv6 + "0035 0FA0 0003 0000 61626364", "17 none 40+12 48+3 53>4000"},
      {"UDP header truncated", "60000000 0007 11" + kIpv6 + "0035 0FA0 0008 00", ""},
      {"UDP header beyond the payload length", "60000000 0007 11" + kIpv6 + kUdp, "17 none 40+12 48+4 53>4000"},
      {"payload length beyond the end", "60000000 000D 11" + kIpv6 + kUdp, ""},
      {"payload length 0", "60000000 0000 11" + kIpv6 + kUdp, ""},
      {"header truncated", "60000000 0000 11 40 20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 000000", ""},

      {"hop-by-hop", "60000000 0014 00" + kIpv6 + "1100050200000100" + kUdp, "17 none 48+12 56+4 53>4000"},
      {"routing", "60000000 0014 2B" + kIpv6 + "1100FE0000000000" + kUdp, "17 none 48+12 56+4 53>4000"},
      {"destination, 24 bytes", "60000000 0024 3C" + kIpv6 + "11020114" + std::string(40, '0') + kUdp,
       "17 none 64+12 72+4 53>4000"},
      {"destination, 264 bytes", "60000000 0114 3C" + kIpv6 + "1120" + std::string(524, '0') + kUdp,
       "17 none 304+12 312+4 53>4000"},
      {"authentication, 24 bytes", "60000000 0024 33" + kIpv6 + "11040000" + std::string(40, '0') + kUdp,
       "17 none 64+12 72+4 53>4000"},
      {"two", "60000000 001C 00" + kIpv6 + "3C00050200000100" + "1100010400000000" + kUdp, "17 none 56+12 64+4 53>4000"},
      {"encrypted", "60000000 0014 32" + kIpv6 + "1100000000000001" + kUdp, ""},
      {"only an extension header", "60000000 0008 3C" + kIpv6 + "1100010400000000", ""},
      {"payload length ends in an extension header", "60000000 0007 3C" + kIpv6 + "1100010400000000" + kUdp, ""},
      {"payload length ends after one", "60000000 0008 3C" + kIpv6 + "1100010400000000" + kUdp, ""},
      {"extension header beyond the end", "60000000 0014 3C" + kIpv6 + "1102010400000000" + kUdp, ""},
      {"one byte of an extension header", "60000000 0001 3C" + kIpv6 + "11", ""},

      {"first fragment", "60000000 0014 2C" + kIpv6 + "1100000100000007" + kUdp, "17 first 48+12 56+4 53>4000"},
      {"only fragment", "60000000 0014 2C" + kIpv6 + "1100000000000007" + kUdp, "17 first 48+12 56+4 53>4000"},
      {"reserved bits of a fragment", "60000000 0014 2C" + kIpv6 + "11FF000700000007" + kUdp, "17 first 48+12 56+4 53>4000"},
      {"later fragment", "60000000 0014 2C" + kIpv6 + "1100000800000007" + kUdp, "17 later 48+12"},
      {"later fragment of anything", "60000000 000A 2C" + kIpv6 + "3C00FFF800000007" + "6162", "60 later 48+2"},
      {"later fragment after options", "60000000 0012 3C" + kIpv6 + "2C00010400000000" + "1100000800000007" + "6162",
       "17 later 56+2"},
      {"first fragment, then options", "60000000 001C 2C" + kIpv6 + "3C00000100000007" + "1100010400000000" + kUdp, ""},
      {"fragment without data", "60000000 0008 2C" + kIpv6 + "1100000800000007", ""},
      {"fragment header truncated", "60000000 0007 2C" + kIpv6 + "11000008000000", ""},
      {"fragment header truncated after two bytes", "60000000 0002 2C" + kIpv6 + "1100", ""},

      {"tcp", "60000000 0014 06" + kIpv6 + kTcp, "6 none 40+20"},
      {"icmp of IPv4", "60000000 0004 01" + kIpv6 + "03030000", "1 none 40+4"},
      {"icmp of IPv6", "60000000 0004 3A" + kIpv6 + "03030000", ""},
      {"version 7", "70000000 000C 11" + kIpv6 + kUdp, ""},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      check(unhex(c.hex), IpVersion::v6, c.want);
    }
  }
}
