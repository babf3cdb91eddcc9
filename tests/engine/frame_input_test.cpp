#include "nmsgxx/frame_input.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "engine/fakes.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/message_type.hpp"
#include "packet/datagrams.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::size_t kMore = 0x2000;
const Octets kEthernet = unhex("020000000001 020000000002 0800");
const Octets kTagged = unhex("020000000001 020000000002 8100 0064 0800");
const Octets kTwice = unhex("020000000001 020000000002 8100 0064 8100 0065 0800");
const Octets kEthernet6 = unhex("020000000001 020000000002 86DD");
const Octets kArp = unhex("020000000001 020000000002 0806 00010800");

// From port 53 to 4000.
const Octets kDatagram = udp(kIpv4Addresses, unhex("0102030405060708090A"));
const Octets kUdp = ipv4(0, kDatagram);
const Octets kUdp6 = ipv6(17, {}, udp(kIpv6Addresses, unhex("01")));
const Octets kFirst = ipv4(kMore, Bytes(kDatagram).first(16));
const Octets kLast = ipv4(2, Bytes(kDatagram).subspan(16));
const Octets kIcmp = [] {
  Octets packet = ipv4(0, unhex("0800F7FF00000000"));
  packet[9] = std::byte{1};
  return packet;
}();

struct Captured {
  Octets octets;
  std::uint32_t missing = 0;
};

/// Keeps the messages of payloads, whose type and time must be those of the test.
class HexOutput final : public EachOutput {
 public:
  HexOutput(MessageType type, std::vector<std::string>& messages) : type_(type), messages_(messages) {}

 private:
  Result<void> take(const PayloadView& payload) override;

  MessageType type_;
  std::vector<std::string>& messages_;
};

std::string hex(Bytes octets) {
  std::string out;
  for (const std::byte octet : octets) out += fmt::format("{:02x}", std::to_integer<unsigned>(octet));
  return out;
}

Result<void> HexOutput::take(const PayloadView& payload) {
  CHECK(payload.type == type_);
  CHECK(payload.time_sec == 7);
  CHECK(payload.time_nsec == 8);
  messages_.push_back(hex(payload.bytes));
  return {};
}

/// base:packet and base:ncap messages of packets whose length is one octet.
std::string packet_message(Bytes ip) {
  return hex(joined({unhex("080112"), Octets{static_cast<std::byte>(ip.size())}, ip}));
}
std::string ncap_message(Bytes ip, int type) {
  return hex(
      joined({Octets{std::byte{8}, static_cast<std::byte>(type), std::byte{0x12}, static_cast<std::byte>(ip.size())}, ip}));
}
std::string pkt_message(Bytes frame, std::uint8_t length) {
  return hex(joined(
      {Octets{std::byte{0x0A}, static_cast<std::byte>(frame.size())}, frame, Octets{std::byte{0x10}, std::byte{length}}}));
}

}  // namespace

TEST_CASE("FrameInput: makes payloads of captured frames") {
  struct Case {
    const char* name;
    MessageType type;
    std::string filter;
    std::vector<Captured> frames;
    std::vector<std::string> want;
    std::uint64_t cut = 0;
  };
  const Octets plain = joined({kEthernet, kUdp});
  const Octets tagged = joined({kTagged, kUdp});
  const Octets twice = joined({kTwice, kUdp});
  const Octets six = joined({kEthernet6, kUdp6});
  const Octets icmp = joined({kEthernet, kIcmp});
  const Octets first = joined({kEthernet, kFirst});
  const Octets last = joined({kEthernet, kLast});
  const Octets padded = joined({plain, unhex("0000")});
  const Octets odd = joined({kEthernet, unhex("FF")});
  const Octets empty = kEthernet;
  const std::string udp4 = packet_message(kUdp), udp6 = packet_message(kUdp6);
  const std::string ncap4 = ncap_message(kUdp, 0), ncap6 = ncap_message(kUdp6, 1);
  const Case cases[] = {
      {"packet", kBasePacket, "", {{plain}, {six}, {tagged}}, {udp4, udp6, udp4}},
      {"packet, what is no IP", kBasePacket, "", {{kArp}, {unhex("00")}, {{}}, {twice}}, {}},
      {"packet, whatever it is", kBasePacket, "", {{odd}, {empty}}, {"08011201ff", "08011200"}},
      {"packet, padding", kBasePacket, "", {{padded}}, {packet_message(joined({kUdp, unhex("0000")}))}},
      {"packet, cut by the capture", kBasePacket, "", {{plain, 1}, {plain}}, {udp4}, 1},
      {"packet, filter", kBasePacket, "udp", {{plain}, {icmp}, {six}, {kArp}, {tagged}}, {udp4, udp6, udp4}},
      {"packet, filter that IPv6 does not pass", kBasePacket, "udp port 9", {{plain}, {six}, {tagged}}, {}},
      {"packet, fragments pass a filter",
       kBasePacket,
       "udp port 9",
       {{first}, {last}},
       {packet_message(kFirst), packet_message(kLast)}},
      {"pkt",
       kBasePkt,
       "",
       {{plain}, {kArp, 3}},
       {pkt_message(plain, static_cast<std::uint8_t>(plain.size())),
        pkt_message(kArp, static_cast<std::uint8_t>(kArp.size() + 3))}},
      {"pkt, filter", kBasePkt, "icmp", {{plain}, {kArp}, {icmp}}, {pkt_message(icmp, static_cast<std::uint8_t>(icmp.size()))}},
      {"ncap", kBaseNcap, "", {{plain}, {six}, {tagged}, {icmp}, {kArp}, {odd}, {empty}}, {ncap4, ncap6, ncap4}},
      {"ncap, padding stays", kBaseNcap, "", {{padded}}, {ncap_message(joined({kUdp, unhex("0000")}), 0)}},
      {"ncap, cut by the capture", kBaseNcap, "", {{plain, 1}}, {}, 1},
      {"ncap, fragments", kBaseNcap, "", {{last}, {first}}, {ncap4}},
      {"ncap, half of the fragments", kBaseNcap, "", {{first}, {plain}}, {ncap4}},
      {"ncap, a filter that the joined datagram passes", kBaseNcap, "udp src port 53", {{first}, {last}}, {ncap4}},
      {"ncap, a filter that it does not pass", kBaseNcap, "udp port 9", {{first}, {last}, {six}}, {}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      std::vector<Frame> frames;
      for (const Captured& captured : c.frames) {
        const auto size = static_cast<std::uint32_t>(captured.octets.size());
        frames.push_back({.bytes = captured.octets, .original_length = size + captured.missing, .time_sec = 7, .time_nsec = 8});
      }
      for (const unsigned threads : {1U, 2U}) {
        Wakeup stop;
        Engine engine({}, stop);
        auto input = make_frame_input("frames", std::make_unique<MemoryPacketSource>(frames, LinkType::en10mb), c.type,
                                      {.filter = c.filter, .threads = threads});
        REQUIRE(input.has_value());
        const Input& added = engine.add(std::move(*input));
        std::vector<std::string> got;
        engine.add(std::make_unique<HexOutput>(c.type, got));
        CHECK(engine.run().has_value());
        CHECK(got == c.want);
        CHECK(added.frame_stats()->cut_frames.value() == c.cut);
      }
    }
  }
}

TEST_CASE("FrameInput: refuses types, link types and filters that do not fit") {
  struct Case {
    const char* name;
    MessageType type;
    LinkType link;
    std::string filter;
    Errc code;
    std::string message;
  };
  const Case cases[] = {
      {"a type", {1, 4}, LinkType::en10mb, "", Errc::unsupported, "base http payloads are not made of captured frames"},
      {"a link type", kBasePkt, LinkType::raw, "", Errc::unsupported, "base pkt takes DLT_EN10MB, not DLT_RAW"},
      {"a filter", kBasePacket, LinkType::raw, "udp port", Errc::bad_argument, "unable to compile bpf 'udp port': "},
      {"a filter of frames", kBasePacket, LinkType::en10mb, "ether host 02:00:00:00:00:01", Errc::bad_argument,
       "unable to compile bpf"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto input = make_frame_input("frames", std::make_unique<MemoryPacketSource>(std::vector<Frame>(), c.link), c.type,
                                          {.filter = c.filter});
      REQUIRE(!input.has_value());
      CHECK(input.error().code == c.code);
      CHECK(input.error().message().starts_with(c.message));
    }
  }
}

}  // namespace nmsgxx::test
