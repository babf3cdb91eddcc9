#include <doctest/doctest.h>

#include <algorithm>

#include "container/hostile.hpp"
#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "io/sockets.hpp"
#include "nmsgxx/udp_source.hpp"

namespace nmsgxx::test {
namespace {

// Pauses for the reader, so that no burst overruns the socket.
void send_all(const std::vector<Octets>& datagrams, const Endpoint& to, ContainerSource& source, Collector& got) {
  constexpr std::size_t kBurst = 100;
  const PlainSender sender(to);
  for (std::size_t n = 0; n < datagrams.size(); ++n) {
    sender.send(datagrams[n]);
    if (n % kBurst != kBurst - 1) continue;
    sender.send(mark());
    REQUIRE(got.read_until(source, kMark));
  }
  sender.send(mark());
  REQUIRE(got.read_until(source, kMark));
}

}  // namespace

TEST_CASE("a socket gives of hostile datagrams what can be read, and outlives them all") {
  std::size_t read_cases = 0;
  std::size_t absent = 0;
  for (const HostileCase& c : hostile_cases()) {
    if (c.is_stream()) continue;
    CAPTURE(c.input);
    CAPTURE(c.what);
    if (c.path.empty()) {
      ++absent;
      continue;
    }
    ++read_cases;
    Wakeup wakeup;
    Collector got;
    const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
    const auto source = open_udp_source({at}, {}, {}, wakeup, got.report());
    REQUIRE(source.has_value());
    send_all(read_datagrams(c.path), at, **source, got);
    CAPTURE(got.payloads.size());
    CHECK(std::count(c.payloads.begin(), c.payloads.end(), got.payloads.size()) == 1);
    wakeup.set();
    CHECK(got.read_all(**source) == SourceState::woken);
    CHECK((*source)->stats().kernel_drops.value() == 0);
    CHECK((*source)->stats().skipped_containers.value() <= got.reports.size());
  }
  CHECK(read_cases >= 70);
  MESSAGE("sent " << read_cases << " lists of datagrams; " << absent << " are not here");
}

}  // namespace nmsgxx::test
