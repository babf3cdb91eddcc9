#include "packet/ip_reassembler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "packet/datagrams.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::IpReassembler;
using nmsgxx::test::ipv4;
using nmsgxx::test::ipv6;
using nmsgxx::test::ipv6_fragment;
using nmsgxx::test::joined;
using nmsgxx::test::kA;
using nmsgxx::test::kAll;
using nmsgxx::test::kB;
using nmsgxx::test::kEnd;
using nmsgxx::test::kMore;
using nmsgxx::test::Octets;
using nmsgxx::test::set16;
using nmsgxx::test::unhex;

namespace {

constexpr std::size_t kAmple = 1 << 20;

struct Step {
  Octets packet;
  std::int64_t seconds;
};

/// Gives an IPv4 packet another identification than the 7 of datagrams.hpp.
Octets numbered(std::uint16_t number, Octets packet) {
  set16(packet, 4, number);
  return packet;
}

/// Bytes that are not an IP packet are ignored, like packets that are not fragments.
std::optional<IpReassembler::Reassembled> add(IpReassembler& reassembler, Bytes packet, const nmsgxx::Time& time) {
  const auto datagram = nmsgxx::packet::parse_ip(packet);
  return datagram ? reassembler.add(*datagram, time) : std::nullopt;
}

std::vector<Octets> reassemble_all(const std::vector<Step>& steps, IpReassembler& reassembler) {
  std::vector<Octets> out;
  for (const Step& step : steps) {
    const auto whole = add(reassembler, step.packet, {step.seconds, 0});
    if (whole) out.emplace_back(whole->packet.begin(), whole->packet.end());
  }
  return out;
}

}  // namespace

TEST_CASE("IpReassembler: reassembles packets as their fragments arrive") {
  struct Case {
    std::string name;
    std::vector<Step> steps;
    std::vector<Octets> want;
    std::uint64_t lost;
  };
  const Octets whole4 = ipv4(0, kAll);
  const Octets whole6 = ipv6(17, {}, kAll);
  const Octets a4 = ipv4(kMore, kA), b4 = ipv4(kMore + 1, kB), end4 = ipv4(2, kEnd);
  const Octets a6 = ipv6_fragment(1, kA), b6 = ipv6_fragment(8 + 1, kB), end6 = ipv6_fragment(16, kEnd);
  Octets other_protocol = end4;
  other_protocol[9] = std::byte{6};
  const std::vector<Case> cases = {
      {"in order", {{a4, 0}, {b4, 0}, {end4, 0}}, {whole4}, 0},
      {"in reverse order", {{end4, 0}, {b4, 0}, {a4, 0}}, {whole4}, 0},
      {"IPv6", {{b6, 0}, {end6, 0}, {a6, 0}}, {whole6}, 0},
      {"IPv6, one fragment that is all", {{ipv6_fragment(0, kAll), 0}}, {whole6}, 0},
      {"both at the same time", {{a4, 0}, {a6, 0}, {b4, 0}, {b6, 0}, {end6, 0}, {end4, 0}}, {whole6, whole4}, 0},
      {"another identification", {{a4, 0}, {b4, 0}, {numbered(8, end4), 0}}, {}, 0},
      {"another protocol", {{a4, 0}, {b4, 0}, {other_protocol, 0}}, {}, 0},
      {"twice", {{a4, 0}, {b4, 0}, {end4, 0}, {a4, 0}, {b4, 0}, {end4, 0}}, {whole4, whole4}, 0},
      {"a duplicate spoils the packet until its time is over", {{a4, 0}, {a4, 0}, {b4, 0}, {end4, 0}, {a4, 60}}, {}, 1},
      {"and no longer", {{a4, 0}, {a4, 0}, {a4, 61}, {b4, 61}, {end4, 61}}, {whole4}, 1},
      {"60 seconds later", {{a4, 0}, {b4, 30}, {end4, 60}}, {whole4}, 0},
      {"61 seconds later", {{a4, 0}, {b4, 60}, {end4, 61}}, {}, 1},
      {"times that go backwards", {{a4, 100}, {b4, 50}, {end4, 0}}, {whole4}, 0},
      {"not a fragment", {{whole4, 0}, {whole6, 0}, {unhex("45"), 0}, {{}, 0}}, {}, 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      IpReassembler reassembler(kAmple);
      CHECK(reassemble_all(c.steps, reassembler) == c.want);
      CHECK(reassembler.lost() == c.lost);
    }
  }
}

TEST_CASE("IpReassembler: returns the fragments in order, with their times and without padding") {
  IpReassembler reassembler(kAmple);
  const Octets a = ipv4(kMore, kA), b = ipv4(kMore + 1, kB), end = ipv4(2, kEnd);
  CHECK(!add(reassembler, joined({end, unhex("000000")}), {5, 3}));
  CHECK(!add(reassembler, a, {5, 4}));
  const auto whole = add(reassembler, b, {6, 0});
  REQUIRE(whole.has_value());
  REQUIRE(whole->pieces.size() == 3);
  CHECK(whole->pieces[0].packet == a);
  CHECK(whole->pieces[1].packet == b);
  CHECK(whole->pieces[2].packet == end);
  CHECK((whole->pieces[0].time == nmsgxx::Time{5, 4}));
  CHECK((whole->pieces[2].time == nmsgxx::Time{5, 3}));
}

TEST_CASE("IpReassembler: keeps nothing of complete packets") {
  IpReassembler reassembler(kAmple);
  for (std::uint16_t n = 0; n < 100; ++n) {
    CHECK(!add(reassembler, numbered(n, ipv4(kMore, kA)), {n, 0}));
    CHECK(reassembler.memory() > 0);
    CHECK(add(reassembler, numbered(n, ipv4(1, kEnd)), {n, 0}));
    CHECK(reassembler.memory() == 0);
  }
}

TEST_CASE("IpReassembler: drops the oldest packets at its memory bound") {
  constexpr std::size_t kBound = 200'000;
  IpReassembler reassembler(kBound);
  const Octets data(1000);
  for (std::uint16_t n = 0; n < 1000; ++n) {
    add(reassembler, numbered(n, ipv4(kMore, data)), {0, 0});
    CHECK(reassembler.memory() <= kBound);
  }
  CHECK(reassembler.lost() > 800);
  CHECK(reassembler.lost_for_room() == reassembler.lost());
  CHECK(!add(reassembler, numbered(0, ipv4(125, kEnd)), {0, 0}));
  CHECK(add(reassembler, numbered(999, ipv4(125, kEnd)), {0, 0}));
}

TEST_CASE("IpReassembler: stays within its bound with random fragments") {
  constexpr std::size_t kBound = 50'000;
  std::mt19937 random(11);
  IpReassembler reassembler(kBound);
  for (int i = 0; i < 50'000; ++i) {
    const Octets data(random() % 40);
    const std::size_t place = random() % 6;
    const bool more = random() % 3 != 0;
    Octets packet = random() % 2 == 0
                        ? numbered(static_cast<std::uint16_t>(random() % 200), ipv4(place + (more ? kMore : 0), data))
                        : ipv6_fragment(place * 8 + (more ? 1 : 0), data);
    if (random() % 10 == 0) packet.resize(random() % (packet.size() + 1));
    if (random() % 10 == 0 && !packet.empty()) packet[random() % packet.size()] = static_cast<std::byte>(random());
    const auto whole = add(reassembler, packet, {i / 100, 0});
    if (whole) REQUIRE(whole->packet.size() >= 20);
    REQUIRE(reassembler.memory() <= kBound);
  }
}
