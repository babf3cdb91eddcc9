#include <doctest/doctest.h>

#include "dnsqr/messages.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::uint16_t kServFail = 2;
constexpr std::uint16_t kNxDomain = 3;

Octets numbered(std::uint16_t number, Octets packet) {
  set16(packet, 4, number);
  return packet;
}

Octets from(std::uint8_t last_octet, Octets packet) {
  packet[15] = std::byte{last_octet};
  return packet;
}

Octets ipv6_of(Octets udp) {
  return ipv6(17, {}, udp);
}

Octets swapped6(Octets packet) {
  std::swap_ranges(packet.begin() + 8, packet.begin() + 24, packet.begin() + 24);
  return packet;
}

Octets with_protocol(std::uint8_t protocol, Octets packet) {
  packet[9] = std::byte{protocol};
  return packet;
}

Octets tcp(std::uint16_t from_port, std::uint16_t to_port) {
  Octets segment;
  append16(segment, from_port);
  append16(segment, to_port);
  segment.resize(20);
  segment[12] = std::byte{0x50};
  return with_protocol(6, ipv4(0, segment));
}

Octets icmp(std::uint8_t type, Octets inner) {
  return with_protocol(1, ipv4(0, joined({Octets{std::byte{type}}, Octets(7), inner})));
}

Octets cut(Octets packet, std::size_t size) {
  packet.resize(size);
  return packet;
}

std::vector<IpNetwork> ipv4_network(std::uint8_t last, unsigned bits) {
  return {{{std::byte{192}, std::byte{0}, std::byte{2}, std::byte{last}}, false, bits}};
}

}  // namespace

TEST_CASE("DnsqrPairer: pairs queries and responses") {
  struct Case {
    std::string name;
    std::vector<Step> steps;
    std::string want;
  };
  const Octets q = query(7, "a.example"), r = response(7, "a.example");
  const Octets q6 = ipv6_of(udp_between(4000, 53, dns(6, 0, "a"))),
               r6 = swapped6(ipv6_of(udp_between(53, 4000, dns(6, kResponse, "a"))));
  const std::vector<Case> cases = {
      {"a pair", {{q}, {r}}, "1:7"},
      {"IPv6", {{q6}, {r6}}, "1:6"},
      {"multicast DNS",
       {{ipv4(0, udp_between(5353, 5353, dns(1, 0, "a")))},
        {swapped(ipv4(0, udp_between(5353, 5353, dns(1, kResponse, "a"))))}},
       "1:1"},
      {"another port", {{ipv4(0, udp_between(4000, 54, dns(1, 0, "a")))}}, ""},
      {"a query alone", {{q}}, "2:7"},
      {"a response alone", {{r}}, "3:7"},
      {"a response before its query", {{r}, {q}}, "3:7 2:7"},
      {"a response twice", {{q}, {r}, {r}}, "1:7 3:7"},
      {"a query twice", {{q}, {q}, {r}}, "1:7 2:7"},
      {"a query twice, and both answered", {{q}, {q}, {r}, {r}}, "1:7 1:7"},
      {"another id", {{q}, {response(8, "a.example")}}, "3:8 2:7"},
      {"another port of the query", {{q}, {response(7, "a.example", 4001)}}, "3:7 2:7"},
      {"another address", {{from(9, q)}, {r}}, "3:7 2:7"},
      {"another name", {{q}, {response(7, "b.example")}}, "3:7 2:7"},
      {"a name in another case", {{q}, {response(7, "A.example")}}, "3:7 2:7"},
      {"the same id with two names", {{q}, {query(7, "b")}, {response(7, "b")}, {r}}, "1:7 1:7"},
      {"SERVFAIL without a question", {{q}, {response(7, "", 4000, kServFail)}}, "1:7"},
      {"NXDOMAIN without a question", {{q}, {response(7, "", 4000, kNxDomain)}}, "3:7 2:7"},
      {"REFUSED for a query without a question", {{query(7, "")}, {response(7, "a", 4000, 5)}}, "1:7"},
      {"the older of two that match", {{query(7, "")}, {q}, {response(7, "a.example", 4000, kServFail)}, {r}}, "1:7 1:7"},
      {"the older of two that match, the other way",
       {{q}, {query(7, "")}, {response(7, "a.example", 4000, kServFail)}},
       "1:7 2:7"},
      {"TCP of DNS", {{tcp(53, 4000)}, {tcp(4000, 53)}, {tcp(80, 4000)}, {tcp(5353, 4000)}}, "4:0 4:0"},
      {"an ICMP error", {{icmp(3, q)}}, "5:0"},
      {"an ICMP error about a truncated packet", {{icmp(3, cut(q, 28))}}, "5:0"},
      {"an ICMP error about another port", {{icmp(3, ipv4(0, udp_between(4000, 80, {})))}}, ""},
      {"an ICMP echo", {{icmp(8, q)}}, ""},
      {"malformed packets", {{ipv4(0, udp_between(4000, 53, unhex("0000")))}, {{}}, {unhex("45")}}, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(summary(run({}, c.steps)) == c.want);
    }
  }
}

TEST_CASE("DnsqrPairer: fills in the fields of a message") {
  const Octets q = query(7, "a.example", 4000, kRecursionDesired), r = response(7, "", 4000, kServFail);
  const auto all = run({}, {{q, {100, 5}}, {r, {101, 6}}});
  REQUIRE(all.size() == 1);
  const DnsQR& m = all[0].message;
  CHECK((all[0].time == Time{100, 5}));
  CHECK(bytes(m.query_ip()) == unhex("C0000201"));
  CHECK(bytes(m.response_ip()) == unhex("C0000202"));
  CHECK(m.proto() == 17);
  CHECK(m.query_port() == 4000);
  CHECK(m.response_port() == 53);
  CHECK(bytes(m.qname()) == wire_name("a.example"));
  CHECK(m.qtype() == 1);
  CHECK(m.qclass() == 1);
  CHECK(m.rcode() == 2);
  REQUIRE(m.query_packet_size() == 1);
  REQUIRE(m.response_packet_size() == 1);
  CHECK(bytes(m.query_packet(0)) == q);
  CHECK(bytes(m.response_packet(0)) == r);
  CHECK(m.query_time_sec(0) == 100);
  CHECK(m.response_time_nsec(0) == 6);
  CHECK(m.udp_checksum() == DnsQR::ABSENT);
  CHECK_FALSE(m.has_timeout());
  CHECK_FALSE(m.has_resolver_address_zeroed());

  const auto late = run({.query_timeout = 10}, {{q, {100, 500'000'000}}, {tcp(53, 1), {111, 0}}});
  CHECK(summary(late) == "4:0 2:7");
  CHECK(late[1].message.timeout() == 10.5);
  CHECK_FALSE(late[1].message.has_udp_checksum());
}

TEST_CASE("DnsqrPairer: emits queries after the timeout and from a full table") {
  const std::vector<Step> steps = {{query(1, "a"), {100, 0}},
                                   {query(2, "b"), {101, 0}},
                                   {query(3, "c"), {160, 999'999'999}},
                                   {tcp(53, 1), {161, 0}},
                                   {tcp(53, 1), {162, 0}}};
  CHECK(summary(run({}, steps)) == "4:0 2:1 4:0 2:2 2:3");
  CHECK(summary(run({.table_max = 1}, steps)) == "2:1 2:2 4:0 4:0 2:3");
  CHECK(summary(run({.table_octets_max = 1}, steps)) == "2:1 2:2 2:3 4:0 4:0");
}

TEST_CASE("DnsqrPairer: reassembles fragments and keeps them as captured") {
  const Octets datagram = udp_between(53, 4000, joined({dns(7, kResponse, "a"), Octets(100)}));
  const Octets first = swapped(ipv4(0x2000, Bytes(datagram).first(64))), rest = swapped(ipv4(8, Bytes(datagram).subspan(64)));
  const auto all = run({}, {{query(7, "a"), {1, 0}}, {rest, {2, 0}}, {first, {33, 0}}});
  REQUIRE(summary(all) == "1:7");
  REQUIRE(all[0].message.response_packet_size() == 2);
  CHECK(bytes(all[0].message.response_packet(0)) == first);
  CHECK(all[0].message.response_time_sec(1) == 2);

  DnsqrOptions options;
  options.accept_joined = [](Bytes) { return false; };
  CHECK(summary(run(options, {{rest}, {first}})).empty());
  options = {.direction = DnsqrOptions::Direction::queries};
  const Octets question = udp_between(4000, 53, joined({dns(7, 0, "a"), Octets(100)}));
  const auto queries =
      run(options,
          {{ipv4(0x2000, Bytes(question).first(64)), {1, 0}}, {ipv4(8, Bytes(question).subspan(64)), {2, 0}}, {first, {}}});
  REQUIRE(summary(queries) == "6:7");
  CHECK(queries[0].message.query_packet_size() == 1);
  CHECK(queries[0].message.query_time_sec(0) == 2);
}

TEST_CASE("DnsqrPairer: accepts fragments of listed servers, which have no ports") {
  const Octets answer = udp_between(53, 4000, joined({dns(7, kResponse, "a"), Octets(100)}));
  const Octets asked = udp_between(4000, 53, joined({dns(7, 0, "a"), Octets(100)}));
  const std::vector<Step> answered = {{swapped(ipv4(8, Bytes(answer).subspan(64)))},
                                      {swapped(ipv4(0x2000, Bytes(answer).first(64)))}};
  const std::vector<Step> question = {{ipv4(8, Bytes(asked).subspan(64))}, {ipv4(0x2000, Bytes(asked).first(64))}};
  struct Case {
    std::string name;
    DnsqrOptions options;
    std::vector<Step> steps;
    std::string want;
  };
  const std::vector<Case> cases = {
      {"a response", {.servers = ipv4_network(2, 32)}, answered, "3:7"},
      {"of another server", {.servers = ipv4_network(3, 32)}, answered, ""},
      {"to a resolver", {.resolvers = ipv4_network(1, 32)}, answered, "3:7"},
      {"where only queries are selected",
       {.direction = DnsqrOptions::Direction::queries, .servers = ipv4_network(2, 32)},
       answered,
       ""},
      {"a query: rarely fragmented", {.servers = ipv4_network(2, 32)}, question, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(summary(run(c.options, c.steps)) == c.want);
    }
  }
}

TEST_CASE("DnsqrPairer: accepts IPv6 from and to listed servers") {
  const auto network = [](Bytes address, unsigned bits) {
    IpNetwork out{{}, true, bits};
    std::ranges::copy(address, out.address.begin());
    return std::vector{out};
  };
  const Bytes addresses = kIpv6Addresses;
  const Octets asked = ipv6_of(udp_between(4000, 53, dns(6, 0, "a")));
  struct Case {
    std::string name;
    DnsqrOptions options;
    std::string want;
  };
  const std::vector<Case> cases = {
      {"receiver", {.servers = network(addresses.subspan(16), 128)}, "2:6"},
      {"sender", {.servers = network(addresses.first(16), 128)}, "2:6"},
      {"neither", {.servers = network(Octets(16), 128)}, ""},
      {"the same bytes in IPv4", {.servers = ipv4_network(2, 0)}, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(summary(run(c.options, {{asked}})) == c.want);
    }
  }
}

TEST_CASE("DnsqrPairer: selects messages by its options") {
  using enum DnsqrOptions::Direction;
  const std::vector<Step> steps = {{query(1, "www.a.Example")},
                                   {query(2, "b", 4000, kRecursionDesired)},
                                   {response(1, "www.a.Example", 4000, kRecursionDesired)},
                                   {response(3, "c")},
                                   {tcp(53, 1)}};
  struct Case {
    std::string name;
    DnsqrOptions options;
    std::string want;
  };
  const std::vector<Case> cases = {
      {"defaults", {}, "1:1 3:3 4:0 2:2"},
      {"queries", {.direction = queries}, "6:1 6:2 4:0"},
      {"responses", {.direction = responses}, "7:1 7:3 4:0"},
      {"RD 1: of the query, where there is one", {.recursion_desired = true}, "4:0 2:2"},
      {"RD 0", {.recursion_desired = false}, "1:1 3:3 4:0"},
      {"excluded names, in any case", {.exclude_names = {wire_name("A.example")}}, "3:3 4:0 2:2"},
      {"all names excluded", {.exclude_names = {wire_name("")}}, "4:0"},
      {"all but some names excluded",
       {.exclude_names = {wire_name("")}, .include_names = {wire_name("example"), wire_name("c")}},
       "1:1 3:3 4:0"},
      {"part of a label does not match", {.exclude_names = {wire_name("xample")}}, "1:1 3:3 4:0 2:2"},
      {"included names without excluded ones", {.include_names = {wire_name("c")}}, "1:1 3:3 4:0 2:2"},
      {"a server", {.servers = ipv4_network(2, 32)}, "1:1 3:3 2:2"},
      {"another server", {.servers = ipv4_network(3, 32)}, ""},
      {"a network of servers", {.servers = ipv4_network(0, 24)}, "1:1 3:3 2:2"},
      {"half of that network", {.servers = ipv4_network(0, 31)}, ""},
      {"the other half", {.servers = ipv4_network(3, 31)}, "1:1 3:3 2:2"},
      {"queries to a server", {.direction = queries, .servers = ipv4_network(2, 32)}, "6:1 6:2"},
      {"responses of a server", {.direction = responses, .servers = ipv4_network(2, 32)}, "7:1 7:3"},
      {"a resolver", {.resolvers = ipv4_network(1, 32)}, "1:1 3:3 2:2"},
      {"another resolver", {.resolvers = ipv4_network(2, 32)}, ""},
      {"either list", {.servers = ipv4_network(9, 32), .resolvers = ipv4_network(1, 32)}, "1:1 3:3 2:2"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(summary(run(c.options, steps)) == c.want);
    }
  }
}

TEST_CASE("DnsqrPairer: replaces the resolver's address with zeros") {
  const DnsqrOptions options{.zero_resolver_address = true};
  const auto all = run(
      options,
      {{query(1, "a")}, {response(1, "a")}, {response(2, "b")}, {query(3, "c")}, {tcp(4000, 53)}, {icmp(3, query(4, "d"))}});
  REQUIRE(summary(all) == "1:1 3:2 4:0 2:3");
  for (const Emitted& one : all) {
    const DnsQR& m = one.message;
    CHECK(m.resolver_address_zeroed());
    if (m.type() != DnsQR::TCP) CHECK(bytes(m.query_ip()) == Octets(4));
    for (const auto& packet : m.query_packet()) {
      CHECK(bytes(packet.substr(12, 8)) == unhex("00000000 C0000202"));
    }
    for (const auto& packet : m.response_packet()) {
      CHECK(bytes(packet.substr(12, 8)) == unhex("C0000202 00000000"));
    }
    if (m.type() == DnsQR::TCP) CHECK(bytes(m.tcp().substr(12, 8)) == unhex("00000000 C0000202"));
  }
  const Octets q6 = ipv6_of(udp_between(4000, 53, dns(6, 0, "a")));
  const auto six = run(options, {{q6}});
  REQUIRE(six.size() == 1);
  CHECK(bytes(six[0].message.query_packet(0).substr(8, 16)) == Octets(16));
  CHECK(bytes(six[0].message.query_packet(0).substr(24, 16)) == joined({Bytes(kIpv6Addresses).subspan(16)}));
}

TEST_CASE("DnsqrPairer: take() returns each message once") {
  DnsqrPairer pairer({});
  pairer.push(response(1, "a"), {});
  pairer.push(response(2, "b"), {});
  CHECK(pairer.take().size() == 2);
  CHECK(pairer.take().empty());
  pairer.push(numbered(1, query(3, "c")), {});
  CHECK(pairer.take().empty());
  CHECK(pairer.waiting() == 1);
}

}  // namespace nmsgxx::test
