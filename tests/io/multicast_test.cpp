#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/later.hpp"
#include "support/network.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::uint16_t kPort = 8430;

// Returns whether the calling thread's network has joined the group, according to the kernel.
bool joined_group6(std::string_view hex) {
  std::ifstream table("/proc/thread-self/net/igmp6");
  const std::string all((std::istreambuf_iterator<char>(table)), std::istreambuf_iterator<char>());
  return all.find(hex) != std::string::npos;
}

void send_to_group() {
  Wakeup wakeup;
  Collector got;
  const Endpoint to = endpoint("239.1.2.3", kPort);
  auto first = open_udp_source({to}, {}, {}, wakeup, got.report());
  auto second = open_udp_source({to}, {}, {}, wakeup, got.report());
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  auto sink = open_udp_sink(to);
  REQUIRE(sink.has_value());
  CHECK((*sink)->write(datagram("for all")).has_value());
  CHECK((*sink)->write(mark()).has_value());
  CHECK((*sink)->flush().has_value());
  const Later give_up(std::chrono::seconds(1), [&wakeup] { wakeup.set(); });
  CHECK(got.read_until(**first, kMark));
  CHECK(got.read_until(**second, kMark));
  CHECK(got.containers == 2);
}

}  // namespace

TEST_CASE("UdpSource: every listener of a multicast group gets each datagram") {
  if (!in_private_network(send_to_group)) MESSAGE("skipped: no private network here");
}

TEST_CASE("UdpSource: joins an IPv6 multicast group") {
  // The loopback does not carry IPv6 multicast, so that only the joining is tested.
  const bool permitted = in_private_network([] {
    Wakeup wakeup;
    CHECK_FALSE(joined_group6("ff150000000000000000000000008430"));
    const auto source = open_udp_source({endpoint("ff15::8430", kPort)}, {}, {}, wakeup, [](const Error&) {});
    if (!source) {
      MESSAGE("skipped: " << source.error().message());
      return;
    }
    CHECK(joined_group6("ff150000000000000000000000008430"));
  });
  if (!permitted) MESSAGE("skipped: no private network here");
}

TEST_CASE("UdpSource: reports a multicast group that cannot be joined") {
  const bool permitted = in_private_network(
      [] {
        Wakeup wakeup;
        const auto source = open_udp_source({endpoint("239.1.2.3", kPort)}, {}, {}, wakeup, [](const Error&) {});
        REQUIRE_FALSE(source.has_value());
        CHECK(source.error().code == Errc::system);
        CHECK(source.error().message() == "239.1.2.3/8430: joining the multicast group failed: No such device");
      },
      Groups::nowhere);
  if (!permitted) MESSAGE("skipped: no private network here");
}

}  // namespace nmsgxx::test
