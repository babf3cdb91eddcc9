#include <doctest/doctest.h>

#include "packet/heap_packet.hpp"
#include "packet/tuple.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::DecodeOptions;
using nmsgxx::test::decode_one;
using nmsgxx::test::FiveTuple;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::unhex;

namespace {

const std::string kAddresses = "C0000201 C0000202";  // 192.0.2.1 to 192.0.2.2
const std::string kUdp = "0035 0FA0 000C 0000 61626364";
const std::string kTcp = "01BB C350 00000001 00000002 5010 1000 0000 0000";

const auto kUdpTuple = FiveTuple::udp("192.0.2.1", 53, "192.0.2.2", 4000);
const auto kTcpTuple = FiveTuple::tcp("192.0.2.1", 443, "192.0.2.2", 50000);

}  // namespace

TEST_CASE("decode_five_tuples: IPv4") {
  struct Case {
    const char* name;
    std::string hex;
    std::optional<FiveTuple> want;
  };
  static const Case cases[] = {
      {"udp", "45000020 00010000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"tcp", "45000028 00010000 40060000" + kAddresses + kTcp, kTcpTuple},
      {"type of service", "45FF0020 00010000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"high ports", "45000020 00010000 40110000" + kAddresses + "FFFF FFFE 000C 0000 61626364",
       FiveTuple::udp("192.0.2.1", 65535, "192.0.2.2", 65534)},
      {"port 0", "45000020 00010000 40110000" + kAddresses + "0000 0000 000C 0000 61626364",
       FiveTuple::udp("192.0.2.1", 0, "192.0.2.2", 0)},
      {"bytes above 7F", "45000020 00010000 40110000 FFFEFDFC FBFAF9F8" + kUdp,
       FiveTuple::udp("255.254.253.252", 53, "251.250.249.248", 4000)},
      {"one word of options", "46000024 00010000 40110000" + kAddresses + "94040000" + kUdp, kUdpTuple},
      {"ten words of options", "4F000048 00010000 40110000" + kAddresses + std::string(80, '0') + kUdp, kUdpTuple},
      {"padded to a frame", "45000020 00010000 40110000" + kAddresses + kUdp + std::string(28, '0'), kUdpTuple},
      {"do not fragment", "45000020 00014000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"reserved flag", "45000020 00018000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"first fragment", "45000020 00012000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"second fragment", "45000020 00012001 40110000" + kAddresses + kUdp, std::nullopt},
      {"last fragment", "45000020 00011FFF 40110000" + kAddresses + kUdp, std::nullopt},
      {"total length 0: offload", "45000000 00010000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"total length beyond the end", "4500FFFF 00010000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"total length ends after the ports", "45000018 00010000 40110000" + kAddresses + kUdp, kUdpTuple},
      {"total length ends inside the ports", "45000017 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"total length ends after the header", "45000014 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"total length ends inside the header", "45000013 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"total length ends inside the options", "46000016 00010000 40110000" + kAddresses + "94040000" + kUdp, std::nullopt},
      {"total length 1", "45000001 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"ports only", "45000018 00010000 40110000" + kAddresses + "00350FA0", kUdpTuple},
      {"header length 4", "44000020 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"header length 0", "40000020 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"header length beyond the end", "4F000020 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"header length beyond the end, offload", "4F000000 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"version 5", "55000020 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"version 0", "05000020 00010000 40110000" + kAddresses + kUdp, std::nullopt},
      {"icmp", "45000020 00010000 40010000" + kAddresses + kUdp, std::nullopt},
      {"ipv6 inside", "45000020 00010000 40290000" + kAddresses + kUdp, std::nullopt},
      {"authentication header", "4500002C 00010000 40330000" + kAddresses + "11010000 00000001 00000001" + kUdp, std::nullopt},
      {"protocol 0", "45000020 00010000 40000000" + kAddresses + kUdp, std::nullopt},
      {"empty", "", std::nullopt},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const HeapPacket packet(unhex(c.hex));
      CHECK(decode_one(packet.bytes()) == c.want);
      CHECK(decode_one(packet.bytes(), {.ipv4 = false}) == std::nullopt);
      CHECK(decode_one(packet.bytes(), {.ipv6 = false}) == c.want);
    }
  }
}

TEST_CASE("decode_five_tuples: needs an IPv4 packet up to its ports") {
  const auto packet = unhex("46000024 00010000 40110000" + kAddresses + "94040000" + kUdp);
  for (std::size_t size = 0; size <= packet.size(); ++size) {
    CAPTURE(size);
    const HeapPacket cut(Bytes(packet).first(size));
    CHECK(decode_one(cut.bytes()).has_value() == (size >= 28));
  }
}

TEST_CASE("decode_five_tuples: selects transports of IPv4") {
  auto packet = unhex("45000020 00010000 40000000" + kAddresses + kUdp);
  for (int protocol = 0; protocol < 256; ++protocol) {
    CAPTURE(protocol);
    packet[9] = static_cast<std::byte>(protocol);
    const bool common = protocol == 6 || protocol == 17;
    const bool any = common || protocol == 33 || protocol == 132 || protocol == 136;
    CHECK(decode_one(packet).has_value() == common);
    const auto got = decode_one(packet, {.all_transports = true});
    CHECK(got.has_value() == any);
    if (got) CHECK(*got == FiveTuple{protocol, "192.0.2.1", 53, "192.0.2.2", 4000});
  }
}
