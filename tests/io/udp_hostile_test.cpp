#include <doctest/doctest.h>

#include <algorithm>

#include "container/hostile.hpp"
#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/header.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/network.hpp"

namespace nmsgxx::test {
namespace {

// Waits for the reader between bursts, so that no burst overruns the socket.
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

constexpr MessageType kGood{4321, 1235};

/// Sends numbered good containers from a socket of its own. Every second one is sent as two fragments, with something between
/// them.
class GoodSender {
 public:
  explicit GoodSender(const Endpoint& to) : sender_(to) {}

  template <class Between>
  void send(const Between& between) {
    const Octets payload =
        ProtoWriter().varint(1, kGood.vid).varint(2, kGood.msgtype).varint(3, sent_).fixed32(4, 0).bytes(5, {}).message();
    const Octets body = ProtoWriter().bytes(1, payload).varint(3, sent_).varint(4, 77).message();
    ++sent_;
    const auto piece = [&](std::uint32_t current, Bytes bytes) {
      return container(fragment({sent_, current, 1, bytes, stored_crc(body)}), kFlagFragment);
    };
    if (sent_ % 2 == 0) {
      sender_.send(piece(0, Bytes(body).first(5)));
      between();
      sender_.send(piece(1, Bytes(body).subspan(5)));
    } else {
      between();
      sender_.send(container(body));
    }
  }
  std::uint32_t sent() const noexcept { return sent_; }

 private:
  PlainSender sender_;
  std::uint32_t sent_ = 0;
};

// Reads until the good container with this number arrives. Good containers must arrive in order.
void read_good(ContainerSource& source, std::uint32_t number) {
  ContainerView container;
  while (true) {
    REQUIRE(source.next(container) == SourceState::ready);
    for (const PayloadView& payload : container) {
      if (payload.type != kGood) continue;
      REQUIRE(payload.time_sec == number);
      return;
    }
  }
}

}  // namespace

TEST_CASE("UdpSource: returns every good container between floods of each hostile datagram") {
  constexpr std::size_t kTimes = 1000;
  constexpr std::size_t kBurst = 100;
  constexpr std::size_t kOctets = 100'000;
  const Wakeup wakeup;
  const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
  std::size_t reports = 0;
  const auto source = open_udp_source({at}, {}, {}, wakeup, [&](const Error&) { ++reports; });
  REQUIRE(source.has_value());
  const auto hostile = open_udp_sink(at);
  REQUIRE(hostile.has_value());
  GoodSender good(at);
  std::size_t datagrams = 0;
  for (const HostileCase& c : hostile_cases()) {
    if (c.is_stream()) continue;
    CAPTURE(c.input);
    for (const Octets& one : c.datagrams()) {
      const std::size_t burst = std::clamp(kOctets / (one.size() + 1), std::size_t{1}, kBurst);
      for (std::size_t n = 0; n < kTimes; n += burst) {
        good.send([&] {
          for (std::size_t i = 0; i < burst; ++i) REQUIRE((*hostile)->write(one).has_value());
          REQUIRE((*hostile)->flush().has_value());
        });
        read_good(**source, good.sent() - 1);
      }
      datagrams += kTimes;
    }
  }
  CHECK(datagrams >= 1'700'000);
  CHECK(reports > 70'000);
  CHECK((*source)->stats().kernel_drops.value() == 0);
  CHECK((*source)->stats().bounds.reassembly.value() == 0);
}

TEST_CASE("UdpSource: reads what can be read of hostile datagrams") {
  std::size_t read_cases = 0;
  for (const HostileCase& c : hostile_cases()) {
    if (c.is_stream()) continue;
    CAPTURE(c.input);
    CAPTURE(c.what);
    ++read_cases;
    Wakeup wakeup;
    Collector got;
    const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
    const auto source = open_udp_source({at}, {}, {}, wakeup, got.report());
    REQUIRE(source.has_value());
    send_all(c.datagrams(), at, **source, got);
    CAPTURE(got.payloads.size());
    CHECK(std::count(c.payloads.begin(), c.payloads.end(), got.payloads.size()) == 1);
    wakeup.set();
    CHECK(got.read_all(**source) == SourceState::woken);
    CHECK((*source)->stats().kernel_drops.value() == 0);
    CHECK((*source)->stats().skipped_containers.value() <= got.reports.size());
  }
  CHECK(read_cases >= 70);
}

}  // namespace nmsgxx::test
