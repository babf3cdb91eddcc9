#include <doctest/doctest.h>

#include "packet/heap_packet.hpp"
#include "packet/tuple.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::test::decode_one;
using nmsgxx::test::FiveTuple;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::unhex;

namespace {

// 2001:db8::1 to 2001:db8::2
const std::string kAddresses = "20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 00000002";
const std::string kUdp = "0035 0FA0 000C 0000 61626364";
const std::string kTcp = "01BB C350 00000001 00000002 5010 1000 0000 0000";

const auto kUdpTuple = FiveTuple::udp("2001:db8::1", 53, "2001:db8::2", 4000);
const auto kTcpTuple = FiveTuple::tcp("2001:db8::1", 443, "2001:db8::2", 50000);

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("decode_five_tuples: IPv6") {
  struct Case {
    const char* name;
    std::string hex;
    std::optional<FiveTuple> want;
  };
  static const Case cases[] = {
      {"udp", "60000000 000C 11 40" + kAddresses + kUdp, kUdpTuple},
      {"tcp", "60000000 0014 06 40" + kAddresses + kTcp, kTcpTuple},
      {"class and flow label", "6FFFFFFF 000C 11 40" + kAddresses + kUdp, kUdpTuple},
      {"padded", "60000000 000C 11 40" + kAddresses + kUdp + "0000", kUdpTuple},
      {"length beyond the end", "60000000 FFFF 11 40" + kAddresses + kUdp, kUdpTuple},
      {"length ends after the ports", "60000000 0004 11 40" + kAddresses + kUdp, kUdpTuple},
      {"length ends inside the ports", "60000000 0003 11 40" + kAddresses + kUdp, std::nullopt},
      {"length 0", "60000000 0000 11 40" + kAddresses + kUdp, std::nullopt},
      {"jumbogram", "60000000 0000 00 40" + kAddresses + "1100C204 00010014" + kUdp, std::nullopt},
      {"version 7", "70000000 000C 11 40" + kAddresses + kUdp, std::nullopt},
      {"icmp", "60000000 000C 3A 40" + kAddresses + kUdp, std::nullopt},
      {"no next header", "60000000 000C 3B 40" + kAddresses + kUdp, std::nullopt},
      {"encrypted", "60000000 000C 32 40" + kAddresses + kUdp, std::nullopt},
      {"ipv4 inside", "60000000 000C 04 40" + kAddresses + kUdp, std::nullopt},
      {"mobility", "60000000 0014 87 40" + kAddresses + "1100000000000000" + kUdp, std::nullopt},

      {"hop-by-hop", "60000000 0014 00 40" + kAddresses + "1100050200000100" + kUdp, kUdpTuple},
      {"routing", "60000000 0014 2B 40" + kAddresses + "1100FE0000000000" + kUdp, kUdpTuple},
      {"destination", "60000000 0014 3C 40" + kAddresses + "1100010400000000" + kUdp, kUdpTuple},
      {"destination, 24 bytes", "60000000 0024 3C 40" + kAddresses + "11020114" + std::string(40, '0') + kUdp, kUdpTuple},
      {"destination, 2048 bytes", "60000000 080C 3C 40" + kAddresses + "11FF" + std::string(4092, '0') + kUdp, kUdpTuple},
      {"authentication", "60000000 001C 33 40" + kAddresses + "11020000 00000001 00000001 00000000" + kUdp, kUdpTuple},
      {"authentication, 12 bytes", "60000000 0018 33 40" + kAddresses + "11010000 00000001 00000001" + kUdp, kUdpTuple},
      {"authentication, length 0", "60000000 0014 33 40" + kAddresses + "11000000 00000001" + kUdp, kUdpTuple},
      {"first fragment", "60000000 0014 2C 40" + kAddresses + "1100000100000007" + kUdp, kUdpTuple},
      {"only fragment", "60000000 0014 2C 40" + kAddresses + "1100000000000007" + kUdp, kUdpTuple},
      {"reserved bits of a fragment", "60000000 0014 2C 40" + kAddresses + "11FF000600000007" + kUdp, kUdpTuple},
      {"second fragment", "60000000 0014 2C 40" + kAddresses + "1100000900000007" + kUdp, std::nullopt},
      {"last fragment", "60000000 0014 2C 40" + kAddresses + "1100FFF800000007" + kUdp, std::nullopt},

      {"the order of RFC 8200 4.1",
       "60000000 0044 00 40" + kAddresses + "3C00050200000100" + "2B00010400000000" + "2C00FE0000000000" + "3300000100000007" +
           "3C020000 00000001 00000001 00000000" + "0600010400000000" + kTcp,
       kTcpTuple},
      {"hop-by-hop not first", "60000000 001C 3C 40" + kAddresses + "0000010400000000" + "1100010400000000" + kUdp, kUdpTuple},
      {"fragment of a fragment", "60000000 001C 2C 40" + kAddresses + "2C00000100000007" + "1100000900000007" + kUdp,
       std::nullopt},
      {"later fragment after options", "60000000 001C 3C 40" + kAddresses + "2C00010400000000" + "1100000800000007" + kUdp,
       std::nullopt},
      {"options, then icmp", "60000000 0014 3C 40" + kAddresses + "3A00010400000000" + kUdp, std::nullopt},
      {"options, then nothing", "60000000 0008 3C 40" + kAddresses + "3B00010400000000", std::nullopt},
      {"8000 headers", "60000000 FA0C 3C 40" + kAddresses + repeat("3C00010400000000", 7999) + "1100010400000000" + kUdp,
       kUdpTuple},
      {"8000 headers and nothing else", "60000000 FA00 3C 40" + kAddresses + repeat("3C00010400000000", 8000), std::nullopt},

      {"length ends inside an extension header", "60000000 0007 3C 40" + kAddresses + "1100010400000000" + kUdp, std::nullopt},
      {"length ends after an extension header", "60000000 0008 3C 40" + kAddresses + "1100010400000000" + kUdp, std::nullopt},
      {"length ends after ports that follow options", "60000000 000C 3C 40" + kAddresses + "1100010400000000" + kUdp,
       kUdpTuple},
      {"extension header beyond the end", "60000000 0014 3C 40" + kAddresses + "1102010400000000" + kUdp, std::nullopt},
      {"longest extension header", "60000000 0014 3C 40" + kAddresses + "11FF010400000000" + kUdp, std::nullopt},
      {"longest authentication header", "60000000 0014 33 40" + kAddresses + "11FF000000000001" + kUdp, std::nullopt},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const HeapPacket packet(unhex(c.hex));
      CHECK(decode_one(packet.bytes()) == c.want);
      CHECK(decode_one(packet.bytes(), {.ipv4 = false}) == c.want);
      CHECK(decode_one(packet.bytes(), {.ipv6 = false}) == std::nullopt);
    }
  }
}

TEST_CASE("decode_five_tuples: needs an IPv6 packet up to its ports") {
  struct Case {
    const char* name;
    std::string hex;
    std::size_t ports_end;
  };
  static const Case cases[] = {
      {"no extension", "60000000 000C 11 40" + kAddresses + kUdp, 44},
      {"destination", "60000000 001C 3C 40" + kAddresses + "1101010C000000000000000000000000" + kUdp, 60},
      {"fragment", "60000000 0014 2C 40" + kAddresses + "1100000100000007" + kUdp, 52},
      {"authentication", "60000000 0018 33 40" + kAddresses + "110100000000000100000001" + kUdp, 56},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const auto packet = unhex(c.hex);
      for (std::size_t size = 0; size <= packet.size(); ++size) {
        CAPTURE(size);
        const HeapPacket cut(Bytes(packet).first(size));
        CHECK(decode_one(cut.bytes()).has_value() == (size >= c.ports_end));
      }
    }
  }
}

TEST_CASE("decode_five_tuples: selects transports of IPv6, with and without an extension header") {
  for (const auto& hex :
       {"60000000 000C 00 40" + kAddresses + kUdp, "60000000 0014 3C 40" + kAddresses + "0000010400000000" + kUdp}) {
    auto packet = unhex(hex);
    const std::size_t at = packet.size() == 52 ? 6 : 40;
    for (int protocol = 0; protocol < 256; ++protocol) {
      CAPTURE(protocol);
      packet[at] = static_cast<std::byte>(protocol);
      const bool common = protocol == 6 || protocol == 17;
      const bool any = common || protocol == 33 || protocol == 132 || protocol == 136;
      CHECK(decode_one(packet).has_value() == common);
      CHECK(decode_one(packet, {.all_transports = true}).has_value() == any);
    }
  }
}
