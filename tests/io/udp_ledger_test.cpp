#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "io/listener.hpp"
#include "nmsgxx/ledger.hpp"

// What UDP sources count as lost and unread, and how they end.
namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kPort = 8430;  // in a private network

// Returns the kernel's own count of drops for the socket on this port: the last column of its table.
std::uint64_t kernel_drops(std::uint16_t port) {
  std::ifstream table("/proc/net/udp");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string slot, local;
    words >> slot >> local;
    if (std::stoul(local.substr(local.find(':') + 1), nullptr, 16) != port) continue;
    return std::stoull(line.substr(line.find_last_of(' ', line.find_last_not_of(' '))));
  }
  throw std::runtime_error("no such socket");
}

}  // namespace

TEST_CASE("UdpSource: counts lost containers by their sequence numbers") {
  struct Case {
    std::string name;
    std::vector<std::uint32_t> numbers;
    std::uint64_t lost;
  };
  static const Case cases[] = {
      {"none", {7, 8, 9}, 0}, {"two", {7, 10}, 2}, {"two, of which one comes late", {7, 10, 8}, 1}, {"all late", {7, 9, 8}, 0}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Listener listener("127.0.0.1");
      std::vector<Octets> datagrams;
      for (const std::uint32_t n : c.numbers) datagrams.push_back(datagram(n, 5));
      listener.exchange(datagrams);
      CHECK(listener.stats().lost_containers.value() == c.lost);
    }
  }
}

TEST_CASE("UdpSource: counts no losses without a number or a sequence id") {
  Listener listener("127.0.0.1");
  listener.exchange({datagram(1, {}), datagram(9, {}), datagram({}, 5), datagram({}, 5)});
  CHECK(listener.stats().lost_containers.value() == 0);
}

TEST_CASE("UdpSource: tells two senders with the same sequence id apart") {
  Listener listener("127.0.0.1");
  listener.exchange({datagram(1, 5), datagram(2, 5)});
  listener.exchange({datagram(100, 5), datagram(101, 5)});
  CHECK(listener.stats().lost_containers.value() == 0);
}

TEST_CASE("UdpSource: drains for as long as it may after the wake-up and counts the rest") {
  constexpr int kCount = 1000;
  for (const bool drains : {true, false}) {
    SUBCASE(drains ? "for an hour" : "not at all") {
      Listener listener("127.0.0.1", {.drain = drains ? 1h : 0h});
      const PlainSender sender = listener.sender();
      for (int n = 0; n < kCount; ++n) sender.send(datagram("x"));
      listener.wakeup.set();
      CHECK(listener.got.read_all(*listener.source) == SourceState::woken);
      listener.source->close();
      const Ledger ledger = ledger_of(listener.stats());
      CHECK(ledger.received == (drains ? kCount : 0));
      CHECK(ledger.unread == (drains ? 0 : kCount));
      CHECK(ledger.sent() == kCount);
    }
  }
}

TEST_CASE("UdpSource: returns what arrived before the wake-up and nothing that was sent later") {
  const std::uint16_t ports[] = {free_port("127.0.0.1"), free_port("127.0.0.1")};
  Listener listener({endpoint("127.0.0.1", ports[0]), endpoint("127.0.0.1", ports[1])});
  constexpr std::size_t kEach = 200;  // more than one call receives
  for (const Endpoint& to : listener.endpoints) {
    const PlainSender sender(to);
    for (std::size_t n = 0; n < kEach; ++n) sender.send(datagram("x"));
  }
  listener.wakeup.set();
  ContainerView container;
  std::size_t got = 0;
  while (listener.source->next(container) == SourceState::ready) {
    if (got++ == 0) listener.sender().send(datagram("late"));
  }
  CHECK(got == 2 * kEach);
  listener.source->close();
  CHECK(listener.stats().unread.value() == 0);
  CHECK(listener.stats().kernel_drops.value() == 0);
}

TEST_CASE("UdpSource: stops receiving at the wake-up on every kind of address") {
  const auto stops_after = [](const std::string& listens, const std::string& sends) {
    CAPTURE(listens);
    Listener listener({endpoint(listens, kPort)});
    const PlainSender sender(endpoint(sends, kPort));
    for (int n = 0; n < 100; ++n) sender.send(datagram("x"));
    listener.wakeup.set();
    ContainerView container;
    CHECK(listener.source->next(container) == SourceState::ready);
    try {
      for (int n = 0; n < 100; ++n) sender.send(datagram("late"));
    } catch (const std::system_error&) {  // refused
    }
    CHECK(listener.got.read_all(*listener.source) == SourceState::woken);
    CHECK(listener.got.containers == 99);
    listener.source->close();
    CHECK(listener.stats().kernel_drops.value() == 0);
    CHECK(listener.stats().unread.value() == 0);
  };
  const bool permitted = in_private_network([&] {
    stops_after("127.0.0.1", "127.0.0.1");
    stops_after("0.0.0.0", "127.0.0.2");
    stops_after("127.255.255.255", "127.255.255.255");
    stops_after("239.1.2.3", "239.1.2.3");
    stops_after("::1", "::1");
    stops_after("::", "127.0.0.1");
    stops_after("::", "::1");
    std::ofstream("/proc/sys/net/ipv6/conf/lo/disable_ipv6") << "1";
    stops_after("::", "127.0.0.1");
  });
  if (!permitted) MESSAGE("skipped: no private network here");
}

TEST_CASE("UdpSource: leaves later datagrams to listeners that share its port") {
  Listener first("127.0.0.1", {.reuse_port = true});
  Listener second(first.endpoints, {.reuse_port = true});
  first.wakeup.set();
  ContainerView container;
  CHECK(first.source->next(container) == SourceState::woken);
  constexpr int kSenders = 20;  // the kernel spreads them over the listeners
  for (int n = 0; n < kSenders; ++n) second.sender().send(datagram("x"));
  second.wakeup.set();
  CHECK(second.got.read_all(*second.source) == SourceState::woken);
  CHECK(second.got.containers == kSenders);
}

TEST_CASE("UdpSource: counts what the kernel drops, up to the last datagram") {
  constexpr std::uint64_t kSent = 600;
  for (const int buffer : {4096, 65536}) {
    CAPTURE(buffer);
    std::uint64_t dropped = 0;
    for (int round = 0; round < 20; ++round) {
      Listener listener("127.0.0.1", {.receive_buffer = buffer});
      const PlainSender sender = listener.sender();
      ContainerView container;
      for (std::uint64_t n = 0; n < kSent; ++n) {
        sender.send(datagram("x"));
        // Some are read in between, so that later ones carry counts of what was dropped before them.
        if (n % 200 == 150) CHECK(listener.source->next(container) == SourceState::ready);
      }
      const std::uint64_t drops = kernel_drops(port_of(listener.endpoints.front()));
      CHECK(drops > 0);
      while (listener.stats().containers.value() + drops < kSent) {
        REQUIRE(listener.source->next(container) == SourceState::ready);
      }
      listener.wakeup.set();
      CHECK(listener.source->next(container) == SourceState::woken);
      CHECK(listener.stats().kernel_drops.value() == drops);
      CHECK(ledger_of(listener.stats()).sent() == kSent);
      dropped += drops;
    }
    MESSAGE("dropped " << dropped << " of " << kSent * 20);
  }
}

TEST_CASE("UdpSource: adds drops among unread datagrams to the gaps") {
  Listener listener("127.0.0.1", {.receive_buffer = 65536});
  const PlainSender sender = listener.sender();
  const auto flood = [&sender] {
    for (int n = 0; n < 1000; ++n) sender.send(datagram("x"));
  };
  sender.send(datagram(1, 5));
  sender.send(datagram(3, 5));
  flood();
  ContainerView container;
  for (int n = 0; n < 2; ++n) REQUIRE(listener.source->next(container) == SourceState::ready);
  flood();
  listener.source->close();
  CHECK(listener.stats().unread.value() > 0);
  CHECK(listener.stats().last_drops.value() > 0);
  CHECK(ledger_of(listener.stats()).sent() == 2 + 1 + 2 * 1000);
}

TEST_CASE("UdpSource: keeps a ledger that adds up") {
  struct Case {
    std::string name;
    std::vector<Octets> read;
    std::vector<Octets> left;
    Ledger want;
    bool at_hand = false;  // `left` is received together with `read`
  };
  const auto numbered = [](std::uint32_t n) { return datagram(n, 5); };
  const auto damaged = [](std::uint32_t n) {
    Octets out = datagram(n, 5);
    out.pop_back();
    return out;
  };
  const Case cases[] = {
      {"all received", {numbered(1), numbered(2)}, {}, {.received = 2}},
      {"one lost on the way", {numbered(1), numbered(3)}, {}, {.received = 2, .lost = 1}},
      {"refused: no loss", {numbered(1), damaged(2), numbered(3)}, {}, {.received = 2, .refused = 1}},
      {"refused for its body: no loss", {numbered(1), container(unhex("0F")), numbered(3)}, {}, {.received = 2, .refused = 1}},
      {"several refused",
       {numbered(1), container(unhex("0F")), numbered(3), damaged(4), numbered(5)},
       {},
       {.received = 3, .refused = 2}},
      {"one refused, then a late one with the missing number",
       {numbered(1), damaged(2), numbered(3), numbered(2)},
       {},
       {.received = 3, .refused = 1}},
      {"one refused, one lost", {numbered(1), damaged(2), numbered(4)}, {}, {.received = 2, .refused = 1, .lost = 1}},
      {"left in the kernel", {numbered(1)}, {numbered(2), damaged(3), {}}, {.received = 1, .unread = 2}},
      {"left in a batch", {numbered(1)}, {numbered(2), numbered(3)}, {.received = 1, .unread = 2}, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Listener listener("127.0.0.1");
      const PlainSender sender = listener.sender();
      for (const Octets& one : c.read) sender.send(one);
      sender.send(mark());
      const auto send_rest = [&] {
        for (const Octets& one : c.left) sender.send(one);
      };
      if (c.at_hand) send_rest();
      REQUIRE(listener.got.read_until(*listener.source, kMark));
      if (!c.at_hand) send_rest();
      listener.source->close();
      sender.send(numbered(9));
      const Ledger ledger = ledger_of(listener.stats());
      CHECK(ledger.received == c.want.received + 1);
      CHECK(ledger.refused == c.want.refused);
      CHECK(ledger.lost == c.want.lost);
      CHECK(ledger.unread == c.want.unread);
      CHECK(ledger.sent() == c.want.sent() + 1);
    }
  }
}

}  // namespace nmsgxx::test
