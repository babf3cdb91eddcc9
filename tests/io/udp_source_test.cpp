#include "nmsgxx/udp_source.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/udp.h>

#include <string>
#include <vector>

#include "base/endian.hpp"
#include "io/listener.hpp"
#include "support/later.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::test {

using namespace std::chrono_literals;

TEST_CASE("UdpSource: receives over IPv4, IPv6 and broadcast") {
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
    SUBCASE((c.listens + " from " + c.sends).c_str()) {
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
}

TEST_CASE("UdpSource: listens to every port of a range and returns all that has arrived") {
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

TEST_CASE("UdpSource: splits datagrams that the kernel joined") {
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

TEST_CASE("UdpSource: skips datagrams that are not exactly one container") {
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
      {"one byte", Octets(1), Errc::bad_magic},
      {"header cut", Octets(good.begin(), good.begin() + 9), Errc::truncated},
      {"version 3 in the header of version 2", changed(5, 3), Errc::bad_version},
      {"version 3", container_3(body_of("abc"), 8), Errc::bad_version},
      {"version 1", joined(unhex("4E4D5347 00 01 0000"), {}), Errc::bad_version},
      {"length one less", changed(9, length - 1), Errc::bad_length},
      {"length one more", changed(9, length + 1), Errc::bad_length},
      {"length 4 GiB", changed(6, 255), Errc::bad_length},
      {"a byte after it", joined(good, Octets(1)), Errc::bad_length},
      {"two containers", joined(good, good), Errc::bad_length},
      {"no message", container(unhex("0F")), Errc::bad_wire_type},
      {"no zlib stream", container(unhex("00000010 00000000"), 1), Errc::bad_zlib},
      {"no fragment", container(unhex("0801"), 2), Errc::missing_field},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Listener listener("127.0.0.1");
      listener.exchange({good, c.datagram, good});
      CHECK(listener.got.containers == 2);
      CHECK(listener.stats().skipped_containers.value() == 1);
      REQUIRE(listener.got.reports.size() == 1);
      CHECK((listener.got.reports[0].code == c.want));
    }
  }
}

TEST_CASE("UdpSource: ends with the error of its report after the sound datagrams before it") {
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
      {"no message, then no container",
       {datagram("1"), datagram("2"), container(unhex("0F")), Octets(20)},
       Errc::bad_wire_type},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
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
}

TEST_CASE("UdpSource: ignores empty datagrams") {
  Listener listener("127.0.0.1");
  listener.exchange({{}, {}, {}});
  CHECK(listener.got.containers == 0);
  CHECK(listener.got.reports.empty());
  CHECK(listener.stats().skipped_containers.value() == 0);
}

TEST_CASE("UdpSource: limits what one datagram inflates to, but not a message in fragments") {
  constexpr std::size_t kSize = 3 << 20;
  const Octets body = body_of(std::string(kSize, 'x'));
  wire::Deflater deflater;
  Octets compressed(4 + deflater.bound(body.size()));
  base::store_big(compressed.data(), static_cast<std::uint32_t>(body.size()));
  compressed.resize(4 + deflater.deflate(body, std::span(compressed).subspan(4)));
  REQUIRE(compressed.size() < 60'000);
  const Bytes all = compressed;
  const auto piece = [](std::uint32_t current, std::uint32_t last, Bytes bytes) {
    return container(fragment({.current = current, .last = last, .octets = bytes}), kFlagZlib | kFlagFragment);
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
              "larger than the limit: " + std::to_string(body.size()) + " bytes in one datagram");
      }
    }
  }
}

TEST_CASE("UdpSource: keeps the fragments of two senders apart and gives up old ones") {
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
  // Nothing more arrives, so that the source itself must notice that time passes.
  const Later later(2500ms, [&listener] { listener.wakeup.set(); });
  CHECK(listener.got.read_all(*listener.source) == SourceState::woken);
  CHECK(listener.stats().lost_fragments.value() == 2);
  std::size_t reports = 0;
  for (const Error& error : listener.got.reports) reports += error.code == Errc::lost_fragment;
  CHECK(reports >= 1);
}

TEST_CASE("UdpSource: shares a port only if all its listeners agree") {
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

TEST_CASE("UdpSource: keeps its port against sockets with any options") {
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

TEST_CASE("UdpSource: names an address that cannot be bound, with the reason") {
  Wakeup wakeup;
  const auto elsewhere = open_udp_source({endpoint("192.0.2.77", 5353)}, {}, {}, wakeup, [](const Error&) {});
  REQUIRE_FALSE(elsewhere.has_value());
  CHECK(elsewhere.error().code == Errc::system);
  CHECK(elsewhere.error().message() == "192.0.2.77/5353: bind failed: Cannot assign requested address");
}

}  // namespace nmsgxx::test
