#include "nmsgxx/udp_source.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/udp.h>

#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/endian.hpp"
#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/ledger.hpp"
#include "support/later.hpp"
#include "support/network.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kPort = 8430;  // in a network of its own

struct Listener {
  std::vector<Endpoint> endpoints;
  Wakeup wakeup;
  Collector got;
  std::unique_ptr<ContainerSource> source;

  explicit Listener(std::vector<Endpoint> at, const UdpInputOptions& options = {}, const DecodeLimits& limits = {})
      : endpoints(std::move(at)) {
    auto opened = open_udp_source(endpoints, options, limits, wakeup, got.report());
    REQUIRE(opened.has_value());
    source = std::move(*opened);
  }
  explicit Listener(const std::string& address, const UdpInputOptions& options = {}, const DecodeLimits& limits = {})
      : Listener({endpoint(address, free_port(address))}, options, limits) {}

  const SourceStats& stats() const { return source->stats(); }
  PlainSender sender() const { return PlainSender(endpoints.front()); }

  /// Sends, and reads all that comes.
  void exchange(const std::vector<Octets>& datagrams) {
    const PlainSender to = sender();
    for (const Octets& one : datagrams) to.send(one);
    to.send(mark());
    REQUIRE(got.read_until(*source, kMark));
  }
};

std::uint16_t port_of(const Endpoint& endpoint) {
  return ntohs(reinterpret_cast<const sockaddr_in&>(endpoint.address).sin_port);
}

// The kernel's own count, of the socket on this port: the last column of its table.
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

TEST_CASE("datagrams come over IPv4, IPv6 and broadcast") {
  struct Case {
    std::string listens;
    std::string sends;
  };
  static const Case cases[] = {{"127.0.0.1", "127.0.0.1"},
                               {"0.0.0.0", "127.0.0.1"},
                               {"::1", "::1"},
                               {"::", "::1"},
                               {"::", "127.0.0.1"},
                               {"0.0.0.0", "127.255.255.255"},
                               {"127.255.255.255", "127.255.255.255"}};
  for (const Case& c : cases) {
    CAPTURE(c.listens);
    CAPTURE(c.sends);
    const std::uint16_t port = free_port(c.listens);
    Listener listener({endpoint(c.listens, port)});
    const PlainSender sender(endpoint(c.sends, port));
    const Octets large = datagram(std::string(60'000, 'x'));
    sender.send(datagram("one"));
    sender.send(large);
    sender.send(mark());
    CHECK(listener.got.read_until(*listener.source, kMark));
    CHECK(listener.got.containers == 2);
    CHECK(listener.stats().containers.value() == 3);
    CHECK(listener.stats().octets.value() == datagram("one").size() + large.size() + mark().size());
    CHECK(listener.got.reports.empty());
  }
}

TEST_CASE("all of a range of ports is listened to, and all that waits comes") {
  std::vector<Endpoint> endpoints;
  while (endpoints.size() < 21) endpoints.push_back(endpoint("127.0.0.1", free_port("127.0.0.1")));
  Listener listener(endpoints);
  constexpr std::size_t kEach = 100;  // more than one call receives
  for (const Endpoint& to : endpoints) {
    const PlainSender sender(to);
    for (std::size_t n = 0; n < kEach; ++n) sender.send(datagram("x"));
  }
  ContainerView container;
  for (std::size_t n = 0; n < kEach * endpoints.size(); ++n) {
    REQUIRE(listener.source->next(container) == SourceState::ready);
    CHECK(container.size() == 1);
  }
  listener.wakeup.set();
  CHECK(listener.source->next(container) == SourceState::woken);
  CHECK(listener.stats().kernel_drops.value() == 0);
}

TEST_CASE("datagrams that the kernel joined are taken apart") {
  Listener listener("127.0.0.1");
  const PlainSender sender = listener.sender();
  const Octets one = datagram("x");
  const int size = static_cast<int>(one.size());
  REQUIRE(setsockopt(sender.socket().get(), IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size) == 0);
  Octets many;
  constexpr std::size_t kMany = 60;
  for (std::size_t n = 0; n < kMany; ++n) many.insert(many.end(), one.begin(), one.end());
  const Octets cut(one.begin(), one.end() - 1);
  many.insert(many.end(), cut.begin(), cut.end());
  sender.send(many);
  sender.send(one);
  ContainerView container;
  for (std::size_t n = 0; n < kMany + 1; ++n) {
    REQUIRE(listener.source->next(container) == SourceState::ready);
    CHECK(container.size() == 1);
  }
  CHECK(listener.stats().octets.value() == many.size() + one.size());
  CHECK(listener.stats().skipped_containers.value() == 1);
}

TEST_CASE("each datagram is one container or is skipped, and the source goes on") {
  const Octets good = datagram("good");
  const auto changed = [&good](std::size_t at, unsigned to) {
    Octets out = good;
    out[at] = static_cast<std::byte>(to);
    return out;
  };
  const auto length = std::to_integer<unsigned>(good[9]);
  struct Case {
    std::string name;
    Octets datagram;
    Errc want;
  };
  const Case cases[] = {
      {"magic", changed(0, 'n'), Errc::bad_magic},
      {"one octet", Octets(1), Errc::bad_magic},
      {"header cut", Octets(good.begin(), good.begin() + 9), Errc::truncated},
      {"version 3 in the header of version 2", changed(5, 3), Errc::bad_version},
      {"version 3", container_3(body_of("abc"), 8), Errc::bad_version},
      {"version 1", joined(unhex("4E4D5347 00 01 0000"), {}), Errc::bad_version},
      {"length one less", changed(9, length - 1), Errc::bad_length},
      {"length one more", changed(9, length + 1), Errc::bad_length},
      {"length 4 GiB", changed(6, 255), Errc::bad_length},
      {"an octet behind it", joined(good, Octets(1)), Errc::bad_length},
      {"two containers", joined(good, good), Errc::bad_length},
      {"no message", container(unhex("0F")), Errc::bad_wire_type},
      {"no zlib stream", container(unhex("00000010 00000000"), 1), Errc::bad_zlib},
      {"no fragment", container(unhex("0801"), 2), Errc::missing_field},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Listener listener("127.0.0.1");
    listener.exchange({good, c.datagram, good});
    CHECK(listener.got.containers == 2);
    CHECK(listener.stats().skipped_containers.value() == 1);
    REQUIRE(listener.got.reports.size() == 1);
    CHECK((listener.got.reports[0].code == c.want));
  }
}

TEST_CASE("a report ends the source at the first datagram that it refuses, behind those that were sound") {
  const auto joined_with = [](Octets bad) {
    return std::vector<Octets>{datagram("1"), datagram("2"), std::move(bad), datagram("3")};
  };
  struct Case {
    std::string name;
    std::vector<Octets> datagrams;
    Errc want;
  };
  const Case cases[] = {
      {"no container", joined_with(Octets(20)), Errc::bad_magic},
      {"no message", joined_with(container(unhex("0F"))), Errc::bad_wire_type},
      {"no fragment", joined_with(container(unhex("0801"), 2)), Errc::missing_field},
      {"no container behind what is no message",
       {datagram("1"), datagram("2"), container(unhex("0F")), Octets(20)},
       Errc::bad_wire_type},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Wakeup wakeup;
    const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
    const Report refuse = [](const Error& error) -> Result<void> { return fail(error.code); };
    const auto source = open_udp_source({at}, {}, {}, wakeup, refuse);
    REQUIRE(source.has_value());
    const PlainSender sender(at);
    for (const Octets& one : c.datagrams) sender.send(one);
    ContainerView container;
    for (int n = 0; n < 2; ++n) CHECK((*source)->next(container) == SourceState::ready);
    const auto ended = (*source)->next(container);
    REQUIRE(!ended.has_value());
    CHECK(ended.error().code == c.want);
    CHECK((*source)->stats().containers.value() == 2);
  }
}

TEST_CASE("empty datagrams are nothing at all") {
  Listener listener("127.0.0.1");
  listener.exchange({{}, {}, {}});
  CHECK(listener.got.containers == 0);
  CHECK(listener.got.reports.empty());
  CHECK(listener.stats().skipped_containers.value() == 0);
}

TEST_CASE("lost containers are counted from sequence numbers") {
  struct Case {
    std::string name;
    std::vector<std::uint32_t> numbers;
    std::uint64_t lost;
  };
  static const Case cases[] = {
      {"none", {7, 8, 9}, 0}, {"two", {7, 10}, 2}, {"two of which one comes late", {7, 10, 8}, 1}, {"all late", {7, 9, 8}, 0}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Listener listener("127.0.0.1");
    std::vector<Octets> datagrams;
    for (const std::uint32_t n : c.numbers) datagrams.push_back(datagram(n, 5));
    listener.exchange(datagrams);
    CHECK(listener.stats().lost_containers.value() == c.lost);
  }
  Listener listener("127.0.0.1");
  listener.exchange({datagram(1, {}), datagram(9, {}), datagram({}, 5), datagram({}, 5)});
  CHECK(listener.stats().lost_containers.value() == 0);
}

TEST_CASE("two senders with one sequence id are two sources") {
  Listener listener("127.0.0.1");
  listener.exchange({datagram(1, 5), datagram(2, 5)});
  listener.exchange({datagram(100, 5), datagram(101, 5)});
  CHECK(listener.stats().lost_containers.value() == 0);
}

TEST_CASE("UdpSource: a datagram may inflate to as much as a writer's container, a message in fragments to more") {
  constexpr std::size_t kSize = 3 << 20;
  const Octets body = body_of(std::string(kSize, 'x'));
  wire::Deflater deflater;
  Octets compressed(4 + deflater.bound(body.size()));
  base::store_big(compressed.data(), static_cast<std::uint32_t>(body.size()));
  compressed.resize(4 + deflater.deflate(body, std::span(compressed).subspan(4)));
  REQUIRE(compressed.size() < 60'000);
  const Bytes all = compressed;
  const auto piece = [](std::uint32_t current, std::uint32_t last, Bytes octets) {
    return container(fragment({.current = current, .last = last, .octets = octets}), kFlagZlib | kFlagFragment);
  };
  struct Case {
    const char* name;
    std::size_t limit;
    std::vector<Octets> datagrams;
    bool refused;
  };
  const std::size_t usual = DecodeLimits{}.datagram_inflated_octets;
  const Case cases[] = {
      {"one datagram", usual, {container(all, kFlagZlib)}, true},
      {"one datagram, at the bound", body.size(), {container(all, kFlagZlib)}, false},
      {"one datagram, above the bound", body.size() - 1, {container(all, kFlagZlib)}, true},
      {"one fragment", usual, {piece(0, 0, all)}, true},
      {"two fragments", usual, {piece(0, 1, all.first(1000)), piece(1, 1, all.subspan(1000))}, false},
      {"two fragments, the second first", usual, {piece(1, 1, all.subspan(1000)), piece(0, 1, all.first(1000))}, false},
      {"without compression", 100, {datagram(std::string(1000, 'x'))}, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Listener listener("127.0.0.1", {}, {.datagram_inflated_octets = c.limit});
      listener.exchange(c.datagrams);
      CHECK(listener.stats().skipped_containers.value() == (c.refused ? 1 : 0));
      CHECK(listener.stats().bounds.inflated.value() == (c.refused ? 1 : 0));
      CHECK(listener.stats().containers.value() == (c.refused ? 1 : 2));
      REQUIRE(listener.got.reports.size() == (c.refused ? 1 : 0));
      if (c.refused) {
        CHECK(listener.got.reports[0].message() ==
              "larger than the bound: " + std::to_string(body.size()) + " bytes in one datagram");
      }
    }
  }
}

TEST_CASE("UdpSource: reading goes on behind the wake-up for as long as it may, and the rest is counted") {
  constexpr int kCount = 1000;
  for (const bool drains : {true, false}) {
    SUBCASE(drains ? "for an hour" : "not at all") {
      Listener listener("127.0.0.1", {.drain = drains ? 1h : 0h});
      const PlainSender sender = listener.sender();
      for (int n = 0; n < kCount; ++n) sender.send(datagram("x"));
      listener.wakeup.set();
      CHECK(listener.got.read_all(*listener.source) == SourceState::woken);
      listener.source->close_accounts();
      const Ledger ledger = ledger_of(listener.stats());
      CHECK(ledger.received == (drains ? kCount : 0));
      CHECK(ledger.unread == (drains ? 0 : kCount));
      CHECK(ledger.sent() == kCount);
    }
  }
}

TEST_CASE("fragments of two senders are not mixed, and those left over are given up in time") {
  DecodeLimits limits;
  limits.fragment_age = 0s;
  Listener listener("127.0.0.1", {}, limits);
  const Octets body = body_of("in two pieces");
  const auto piece = [&body](std::uint32_t n) {
    const Bytes all(body);
    return container(fragment({.id = 9, .current = n, .last = 1, .octets = n == 0 ? all.first(5) : all.subspan(5)}), 2);
  };
  listener.exchange({piece(0), piece(1)});
  CHECK(listener.got.containers == 1);
  listener.exchange({piece(0)});
  listener.exchange({piece(1)});
  CHECK(listener.got.containers == 1);
  CHECK(listener.stats().lost_fragments.value() == 0);
  // Nothing comes any more, and nobody but the source itself looks at the time.
  const Later later(2500ms, [&listener] { listener.wakeup.set(); });
  CHECK(listener.got.read_all(*listener.source) == SourceState::woken);
  CHECK(listener.stats().lost_fragments.value() == 2);
  std::size_t told = 0;
  for (const Error& error : listener.got.reports) told += error.code == Errc::lost_fragment;
  CHECK(told >= 1);
}

TEST_CASE("what the kernel drops is counted to the last datagram") {
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

TEST_CASE("what came before the wake-up is given out, and nothing behind it") {
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
  listener.source->close_accounts();
  CHECK(listener.stats().unread.value() == 0);
  CHECK(listener.stats().kernel_drops.value() == 0);
}

TEST_CASE("what is dropped among what the caller leaves adds to the gaps") {
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
  listener.source->close_accounts();
  CHECK(listener.stats().unread.value() > 0);
  CHECK(listener.stats().last_drops.value() > 0);
  CHECK(ledger_of(listener.stats()).sent() == 2 + 1 + 2 * 1000);
}

TEST_CASE("who shares the port gets what a listener that ends turns away") {
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

TEST_CASE("a listener ends behind what came, on every kind of address") {
  const auto ends_behind = [](const std::string& listens, const std::string& sends) {
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
    listener.source->close_accounts();
    CHECK(listener.stats().kernel_drops.value() == 0);
    CHECK(listener.stats().unread.value() == 0);
  };
  const bool permitted = in_private_network([&] {
    ends_behind("127.0.0.1", "127.0.0.1");
    ends_behind("0.0.0.0", "127.0.0.2");
    ends_behind("127.255.255.255", "127.255.255.255");
    ends_behind("239.1.2.3", "239.1.2.3");
    ends_behind("::1", "::1");
    ends_behind("::", "127.0.0.1");
    ends_behind("::", "::1");
    std::ofstream("/proc/sys/net/ipv6/conf/lo/disable_ipv6") << "1";
    ends_behind("::", "127.0.0.1");
  });
  if (!permitted) MESSAGE("skipped: no private network here");
}

TEST_CASE("the ledger adds up") {
  struct Case {
    std::string name;
    std::vector<Octets> read;
    std::vector<Octets> left;
    Ledger want;
    bool at_hand = false;  // what is left was received with the rest
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
      {"a refused one is no loss", {numbered(1), damaged(2), numbered(3)}, {}, {.received = 2, .refused = 1}},
      {"nor one without a message", {numbered(1), container(unhex("0F")), numbered(3)}, {}, {.received = 2, .refused = 1}},
      {"refused one by one",
       {numbered(1), container(unhex("0F")), numbered(3), damaged(4), numbered(5)},
       {},
       {.received = 3, .refused = 2}},
      {"one refused, and what it may have been comes late",
       {numbered(1), damaged(2), numbered(3), numbered(2)},
       {},
       {.received = 3, .refused = 1}},
      {"one refused, one lost", {numbered(1), damaged(2), numbered(4)}, {}, {.received = 2, .refused = 1, .lost = 1}},
      {"what the caller leaves", {numbered(1)}, {numbered(2), damaged(3), {}}, {.received = 1, .unread = 2}},
      {"what the caller has at hand", {numbered(1)}, {numbered(2), numbered(3)}, {.received = 1, .unread = 2}, true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
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
    listener.source->close_accounts();
    sender.send(numbered(9));
    const Ledger ledger = ledger_of(listener.stats());
    CHECK(ledger.received == c.want.received + 1);
    CHECK(ledger.refused == c.want.refused);
    CHECK(ledger.lost == c.want.lost);
    CHECK(ledger.unread == c.want.unread);
    CHECK(ledger.sent() == c.want.sent() + 1);
  }
}

TEST_CASE("UdpSource: a port has one listener, unless all of them agree to share it") {
  struct Case {
    const char* name;
    bool first_shares;
    bool second_shares;
    bool opens;
  };
  static const Case cases[] = {
      {"neither shares", false, false, false},
      {"only the first shares", true, false, false},
      {"only the second shares", false, true, false},
      {"both share", true, true, true},
  };
  for (const std::string address : {"127.0.0.1", "0.0.0.0", "127.255.255.255"}) {
    for (const Case& c : cases) {
      SUBCASE((address + ": " + c.name).c_str()) {
        const Listener first(address, {.reuse_port = c.first_shares});
        Wakeup wakeup;
        const auto second = open_udp_source(first.endpoints, {.reuse_port = c.second_shares}, {}, wakeup, [](const Error&) {});
        CHECK(second.has_value() == c.opens);
        if (!second) CHECK(second.error().message() == first.endpoints[0].text() + ": bind failed: Address already in use");
      }
    }
  }
}

TEST_CASE("UdpSource: nobody can bind the port of a listener, whatever options he sets") {
  const Listener listener("127.0.0.1");
  for (const std::string address : {"127.0.0.1", "0.0.0.0"}) {
    SUBCASE(address.c_str()) {
      const Endpoint other = endpoint(address, port_of(listener.endpoints[0]));
      const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      const int on = 1;
      REQUIRE(setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
      REQUIRE(setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
      CHECK(bind(socket.get(), reinterpret_cast<const sockaddr*>(&other.address), other.size) != 0);
    }
  }
}

TEST_CASE("UdpSource: an address that cannot be bound is named, with the reason") {
  Wakeup wakeup;
  const auto elsewhere = open_udp_source({endpoint("192.0.2.77", 5353)}, {}, {}, wakeup, [](const Error&) {});
  REQUIRE_FALSE(elsewhere.has_value());
  CHECK(elsewhere.error().code == Errc::system);
  CHECK(elsewhere.error().message() == "192.0.2.77/5353: bind failed: Cannot assign requested address");
}

}  // namespace nmsgxx::test
