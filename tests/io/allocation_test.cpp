#include <doctest/doctest.h>

#include "io/capture_builder.hpp"
#include "io/capture_reader.hpp"
#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/allocations.hpp"
#include "support/network.hpp"

namespace nmsgxx::test {

TEST_CASE("UdpSource, UdpSink: do not allocate once the buffers are there") {
  Wakeup wakeup;
  const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
  const auto source = open_udp_source({at}, {}, {}, wakeup, [](const Error&) {});
  REQUIRE(source.has_value());
  const auto sink = open_udp_sink(at);
  REQUIRE(sink.has_value());
  const Octets small = datagram(1, 5);
  const Octets large = container(body_of(std::string(8000, 'x')));
  std::size_t failed = 0;
  for (int round = 0; round < 20; ++round) {
    if (round == 10) Allocations::reset();
    for (const Octets* one : {&large, &small, &small}) {
      for (int n = 0; n < 40; ++n) failed += !(*sink)->write(*one);
    }
    failed += !(*sink)->flush();
    ContainerView container;
    for (int n = 0; n < 120; ++n) failed += (*source)->next(container) != SourceState::ready;
  }
  const Allocations made = Allocations::since_reset();
  CHECK(failed == 0);
  CHECK(made.calls == 0);
}

TEST_CASE("CaptureSource: does not allocate once the batch is there") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  for (int n = 0; n < 5000; ++n) file.pcap_frame({0, 0, udp_frame(53, 60 + static_cast<std::size_t>(n) % 1400)});
  const Wakeup wakeup;
  const auto source = open_capture(file.bytes(), wakeup, "udp");
  REQUIRE(source.has_value());
  std::span<const Frame> batch;
  REQUIRE((*source)->next(batch) == SourceState::ready);
  Allocations::reset();
  std::size_t frames = batch.size();
  while ((*source)->next(batch) == SourceState::ready) frames += batch.size();
  CHECK(Allocations::since_reset().calls == 0);
  CHECK(frames == 5000);
}

}  // namespace nmsgxx::test
