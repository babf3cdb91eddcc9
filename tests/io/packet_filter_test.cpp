#include "io/packet_filter.hpp"

#include <doctest/doctest.h>

#include "io/capture_builder.hpp"
#include "io/pcap_handle.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::size_t kEthernetHeader = 14;

pcap_pkthdr header_of(const Octets& frame) {
  pcap_pkthdr header{};
  header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
  return header;
}

}  // namespace

TEST_CASE("PacketFilter: applies an expression to IP packets and to frames") {
  const io::PcapHandle handle(pcap_open_dead(DLT_EN10MB, 65535));
  const Octets frame = udp_frame(53);
  struct Case {
    const char* text;
    bool any, passes;
  };
  static const Case cases[] = {
      {"", false, true}, {"udp dst port 53", true, true}, {"udp dst port 54", true, false}, {"ip6", true, false}};
  for (const Case& c : cases) {
    SUBCASE(c.text) {
      const auto packets = io::PacketFilter::compile(c.text);
      REQUIRE(packets.has_value());
      CHECK(packets->any() == c.any);
      CHECK(packets->passes(Bytes(frame).subspan(kEthernetHeader)) == c.passes);
      const auto frames = io::PacketFilter::compile(c.text, handle.get());
      REQUIRE(frames.has_value());
      CHECK(frames->any() == c.any);
      CHECK(frames->passes(header_of(frame), reinterpret_cast<const u_char*>(frame.data())) == c.passes);
    }
  }
}

TEST_CASE("PacketFilter: refuses an expression that does not compile") {
  const auto refused = io::PacketFilter::compile("udp prot 53");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Errc::bad_argument);
  CHECK(refused.error().message().starts_with("unable to compile bpf 'udp prot 53': "));
  // A link layer that the handle does not have.
  CHECK_FALSE(io::PacketFilter::compile("vlan").has_value());
}

}  // namespace nmsgxx::test
