#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "packet/capture.hpp"
#include "packet/ip_fragment.hpp"
#include "packet/udp_checksum.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::parse_ip;
using nmsgxx::packet::parse_udp;
using nmsgxx::packet::reassemble;
using nmsgxx::packet::udp_checksum;
using nmsgxx::packet::UdpChecksum;
using nmsgxx::test::Capture;
using nmsgxx::test::read_capture;

namespace {

/// Returns the packets of each UDP datagram from port 53.  In these captures the fragments of a datagram follow one another.
std::vector<std::vector<Bytes>> responses(const Capture& capture) {
  std::vector<std::vector<Bytes>> out;
  for (const auto& frame : capture.frames) {
    const Bytes packet = ip_packet(capture.link.value(), frame).value();
    const auto datagram = parse_ip(packet);
    REQUIRE(datagram);
    const auto udp = parse_udp(*datagram);
    if (datagram->fragment == nmsgxx::packet::Fragment::later) {
      out.back().push_back(packet);
    } else if (udp && udp->source_port == 53) {
      out.push_back({packet});
    }
  }
  return out;
}

}  // namespace

TEST_CASE("udp_checksum: gives the results that libnmsg's test captures are named for") {
  const auto root = nmsgxx::test::shared_path("vectors/upstream/udp-checksum-tests");
  if (root.empty()) {
    MESSAGE("skipped: there are no shared vectors");
    return;
  }
  static const std::map<std::string, UdpChecksum> folders = {
      {"absent", UdpChecksum::absent}, {"correct", UdpChecksum::correct}, {"incorrect", UdpChecksum::incorrect}};
  std::size_t datagrams = 0, fragmented = 0;
  for (const auto& [folder, want] : folders) {
    for (const auto& file : std::filesystem::directory_iterator(root / folder)) {
      if (file.path().extension() != ".pcap") continue;
      CAPTURE(file.path().string());
      const Capture capture = read_capture(file.path());
      for (const auto& packets : responses(capture)) {
        CHECK(udp_checksum(packets) == want);
        ++datagrams;
        if (packets.size() == 1) continue;
        ++fragmented;
        std::vector<std::byte> whole;
        REQUIRE(reassemble(packets, whole));
        const Bytes packet = whole;
        CHECK(udp_checksum({&packet, 1}) == want);
      }
    }
  }
  CHECK(datagrams == 42);
  MESSAGE("compared " << datagrams << " datagrams, " << fragmented << " of them in fragments");
}
