#include "nmsgxx/udp_sink.hpp"

#include <doctest/doctest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>

#include "support/later.hpp"
#include "support/network.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kQueue = 32;

std::unique_ptr<Sink> open_sink(const std::string& address, std::uint16_t port, std::shared_ptr<RateLimit> rate = {}) {
  auto sink = open_udp_sink(endpoint(address, port), {.rate = std::move(rate)});
  REQUIRE(sink.has_value());
  return std::move(*sink);
}

Octets numbered(std::size_t n) {
  return Octets(1 + n, static_cast<std::byte>(n));
}

}  // namespace

TEST_CASE("UdpSink: sends datagrams as they were written") {
  struct Case {
    std::string receiver;
    std::string target;
    std::size_t largest;
  };
  static const Case cases[] = {
      {"127.0.0.1", "127.0.0.1", 65507}, {"::1", "::1", 65527}, {"0.0.0.0", "127.255.255.255", 65507},  // broadcast
  };
  Random random(1);
  for (const Case& c : cases) {
    SUBCASE(c.target.c_str()) {
      const Receiver receiver(c.receiver);
      const auto sink = open_sink(c.target, receiver.port());
      std::size_t bytes = 0;
      for (const std::size_t size : {std::size_t{10}, std::size_t{1}, std::size_t{1280}, std::size_t{8192}, c.largest}) {
        CAPTURE(size);
        const Octets datagram = noise(random, size);
        CHECK(sink->write(datagram).has_value());
        CHECK(sink->flush().has_value());
        CHECK((receiver.receive() == datagram));
        bytes += size;
      }
      CHECK(sink->stats().octets.value() == bytes);
      CHECK(sink->stats().writes.value() == 5);
      CHECK(sink->stats().refused.value() == 0);
    }
  }
}

TEST_CASE("UdpSink: sends its queue when it is full or flushed") {
  const Receiver receiver("127.0.0.1");
  const auto sink = open_sink("127.0.0.1", receiver.port());
  for (std::size_t n = 0; n < kQueue - 1; ++n) CHECK(sink->write(numbered(n)).has_value());
  CHECK_FALSE(receiver.receive(false).has_value());
  CHECK(sink->stats().writes.value() == 0);
  CHECK(sink->write(numbered(kQueue - 1)).has_value());
  for (std::size_t n = 0; n < kQueue; ++n) CHECK((receiver.receive() == numbered(n)));
  for (std::size_t n = 0; n < 3; ++n) CHECK(sink->write(numbered(n)).has_value());
  CHECK_FALSE(receiver.receive(false).has_value());
  CHECK(sink->flush().has_value());
  for (std::size_t n = 0; n < 3; ++n) CHECK((receiver.receive() == numbered(n)));
  CHECK(sink->flush().has_value());
  CHECK_FALSE(receiver.receive(false).has_value());
  CHECK(sink->stats().writes.value() == kQueue + 3);
}

TEST_CASE("UdpSink: sends datagrams of one size together, which arrive separately") {
  const std::string address = "127.0.0.1";
  const Receiver apart(address);
  const Receiver together(address);
  const int on = 1;
  REQUIRE(setsockopt(together.socket().get(), IPPROTO_UDP, UDP_GRO, &on, sizeof on) == 0);
  Random random(5);
  std::vector<Octets> datagrams;
  // Two groups: a smaller one ends a group, a larger one begins the next.
  for (const std::size_t size : {700U, 700U, 700U, 20U, 700U, 700U}) datagrams.push_back(noise(random, size));
  for (const Receiver* receiver : {&apart, &together}) {
    const auto sink = open_sink(address, receiver->port());
    for (const Octets& datagram : datagrams) CHECK(sink->write(datagram).has_value());
    CHECK(sink->flush().has_value());
    CHECK(sink->stats().writes.value() == datagrams.size());
    CHECK(sink->stats().octets.value() == 5 * 700 + 20);
  }
  for (const Octets& datagram : datagrams) CHECK((apart.receive() == datagram));
  CHECK(together.receive().value_or(Octets()).size() == 3 * 700 + 20);
  CHECK(together.receive().value_or(Octets()).size() == 2 * 700);
}

TEST_CASE("UdpSink: sends datagrams of one size that exceed the MTU") {
  const bool permitted = in_private_network([] {
    const Receiver receiver("127.0.0.1");
    ifreq narrow{};
    std::strcpy(narrow.ifr_name, "lo");
    narrow.ifr_mtu = 1500;
    REQUIRE(ioctl(receiver.socket().get(), SIOCSIFMTU, &narrow) == 0);
    const auto sink = open_sink("127.0.0.1", receiver.port());
    Random random(6);
    std::vector<Octets> datagrams;
    for (const std::size_t size : {100U, 100U, 4000U, 4000U, 4000U, 100U, 100U}) datagrams.push_back(noise(random, size));
    for (const Octets& datagram : datagrams) CHECK(sink->write(datagram).has_value());
    CHECK(sink->flush().has_value());
    for (const Octets& datagram : datagrams) CHECK((receiver.receive() == datagram));
    CHECK(sink->stats().writes.value() == datagrams.size());
    CHECK(sink->stats().refused.value() == 0);
  });
  if (!permitted) MESSAGE("skipped: no private network here");
}

TEST_CASE("UdpSink: counts datagrams to a closed port and loses none after it opens") {
  const std::uint16_t port = free_port("127.0.0.1");
  const auto sink = open_sink("127.0.0.1", port);
  constexpr std::size_t kRounds = 3;
  std::size_t written = 0;
  for (const std::size_t together : {std::size_t{1}, std::size_t{10}, kQueue}) {
    CAPTURE(together);
    const std::uint64_t refused = sink->stats().refused.value();
    for (std::size_t round = 0; round < kRounds; ++round) {
      for (std::size_t n = 0; n < together; ++n) CHECK(sink->write(numbered(n)).has_value());
      CHECK(sink->flush().has_value());
    }
    written += kRounds * together;
    // The loopback answers at once, but the answer to the last datagram may come after flush() has asked for it.
    CHECK(sink->stats().refused.value() - refused >= kRounds * together - 1);
    CHECK(sink->stats().refused.value() <= written);
  }
  const Receiver receiver("127.0.0.1", port);
  for (std::size_t n = 0; n < 3; ++n) CHECK(sink->write(numbered(n)).has_value());
  CHECK(sink->flush().has_value());
  for (std::size_t n = 0; n < 3; ++n) CHECK((receiver.receive() == numbered(n)));
  CHECK(sink->stats().writes.value() == written + 3);
}

TEST_CASE("UdpSink: reports each datagram that nobody received") {
  const std::uint16_t port = free_port("127.0.0.1");
  std::vector<std::string> reports;
  const auto sink =
      open_udp_sink(endpoint("127.0.0.1", port), {.report = [&](const Error& error) { reports.push_back(error.message()); }});
  REQUIRE(sink.has_value());
  for (int n = 0; n < 3; ++n) {
    CHECK((*sink)->write(as_bytes("x")).has_value());
    CHECK((*sink)->flush().has_value());
  }
  CHECK(reports.size() >= 2);  // the answer to the last one may come too late
  CHECK(reports.size() == (*sink)->stats().refused.value());
  for (const std::string& report : reports) {
    CHECK(report == "datagram not delivered: 127.0.0.1/" + std::to_string(port) + ": Connection refused");
  }
}

TEST_CASE("UdpSink: reports a datagram that is too long, with its size") {
  const Receiver receiver("127.0.0.1");
  const auto sink = open_sink("127.0.0.1", receiver.port());
  for (std::size_t n = 0; n < 3; ++n) CHECK(sink->write(numbered(n)).has_value());
  CHECK(sink->write(Octets(65508)).has_value());
  const auto flushed = sink->flush();
  REQUIRE_FALSE(flushed.has_value());
  CHECK(flushed.error().code == Errc::system);
  CHECK(flushed.error().message() ==
        endpoint("127.0.0.1", receiver.port()).text() + ": sending a datagram of 65508 bytes failed: Message too long");
  for (std::size_t n = 0; n < 3; ++n) CHECK((receiver.receive() == numbered(n)));
  CHECK(sink->stats().refused.value() == 0);
}

TEST_CASE("UdpSink: exceeds a rate by no more than it may catch up") {
  struct Case {
    double rate;
    std::size_t sinks, datagrams;
  };
  static const Case cases[] = {{100, 1, 15}, {1000, 1, 150}, {1000, 3, 150}, {20'000, 2, 3000}, {40.5, 1, 5}};
  for (const Case& c : cases) {
    CAPTURE(c.rate);
    CAPTURE(c.sinks);
    const Receiver receiver("127.0.0.1");
    const auto limit = make_rate_limit(c.rate);
    std::vector<std::unique_ptr<Sink>> sinks;
    for (std::size_t i = 0; i < c.sinks; ++i) sinks.push_back(open_sink("127.0.0.1", receiver.port(), limit));
    const Stopwatch watch;
    for (std::size_t n = 0; n < c.datagrams; ++n) CHECK(sinks[n % c.sinks]->write(numbered(n % 100)).has_value());
    const auto took = watch.elapsed();
    CHECK(took >= std::chrono::duration<double>(static_cast<double>(c.datagrams - 1) / c.rate) - 10ms);
    MESSAGE("wanted " << c.rate << "/s, sent " << static_cast<double>(c.datagrams - 1) / took.count() * 1000 << "/s");
  }
}

TEST_CASE("open_udp_sink: reports an address that cannot be reached") {
  // Documentation addresses of IPv6 (RFC 3849) have no route from the loopback's network, multicast needs an interface.
  const auto sink = open_udp_sink(endpoint("ff02::1", 9));
  if (sink) {
    MESSAGE("skipped: this machine has a route");
    return;
  }
  CHECK(sink.error().code == Errc::system);
  CHECK(sink.error().detail.starts_with("ff02::1/9: "));
}

}  // namespace nmsgxx::test
