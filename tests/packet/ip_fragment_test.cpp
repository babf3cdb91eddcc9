#include "packet/ip_fragment.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "packet/datagrams.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet::reassemble;
using nmsgxx::test::fragment_header;
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
using nmsgxx::test::unhex;
using nmsgxx::test::views;
using nmsgxx::test::with;

namespace {

const Octets kNone;

const std::string kNop = "01010101";  // IPv4 options
const Octets kOptions = unhex("2C00010400000000");

Octets padded(Octets packet) {
  packet.resize(packet.size() + 5);
  return packet;
}

Octets cut(Octets packet) {
  packet.pop_back();
  return packet;
}

}  // namespace

TEST_CASE("reassemble: joins the fragments of one datagram") {
  struct Case {
    const char* name;
    std::vector<Octets> packets;
    Octets want;
  };
  const Octets whole4 = ipv4(0, kAll);
  const Octets whole6 = ipv6(17, {}, kAll);
  const Octets a4 = ipv4(kMore, kA), b4 = ipv4(kMore + 1, kB), end4 = ipv4(2, kEnd);
  const Octets a6 = ipv6_fragment(1, kA), b6 = ipv6_fragment(8 + 1, kB), end6 = ipv6_fragment(16, kEnd);
  const std::vector<Case> cases = {
      {"in order", {a4, b4, end4}, whole4},
      {"backwards", {end4, b4, a4}, whole4},
      {"two blocks in one", {end4, ipv4(kMore, joined({kA, kB}))}, whole4},
      {"padded", {padded(a4), padded(b4), padded(end4)}, whole4},
      {"flags of the first are cleared", {ipv4(0xC000 | kMore, kA), b4, end4}, whole4},
      {"options of the first stay", {ipv4(kMore + 1, kB), ipv4(kMore, kA, kNop), end4}, ipv4(0, kAll, kNop)},
      {"options of later ones are dropped", {a4, ipv4(kMore + 1, kB, kNop), end4}, whole4},
      {"identifications are ignored", {a4, with(b4, 5, 8), end4}, whole4},
      {"the header is that of the first", {with(b4, 1, 0x20), a4, with(end4, 1, 0x20)}, whole4},
      {"empty one that is not last", {ipv4(kMore + 1, kNone), a4, b4, end4}, whole4},
      {"empty last one", {a4, b4, ipv4(2, kNone)}, ipv4(0, joined({kA, kB}))},
      {"empty last one, first", {ipv4(2, kNone), b4, a4}, ipv4(0, joined({kA, kB}))},

      {"IPv6", {a6, b6, end6}, whole6},
      {"IPv6, backwards", {end6, b6, a6}, whole6},
      {"IPv6, padded", {padded(a6), padded(b6), padded(end6)}, whole6},
      {"IPv6, the only one", {ipv6_fragment(0, kAll)}, whole6},
      {"IPv6, reserved bits", {with(a6, 41, 0xFF), b6, with(end6, 43, 16 + 6)}, whole6},
      {"IPv6, options before the fragment header",
       {ipv6(60, joined({kOptions, fragment_header(1)}), joined({kA, kB})), end6},
       ipv6(60, unhex("1100010400000000"), kAll)},
      {"IPv6, options of a later one", {ipv6(60, joined({kOptions, fragment_header(16)}), kEnd), a6, b6}, whole6},

      {"none", {}, {}},
      {"first missing", {b4, end4}, {}},
      {"middle missing", {a4, end4}, {}},
      {"last missing", {a4, b4}, {}},
      {"nothing but an empty last one", {ipv4(2, kNone)}, {}},
      {"IPv6, no data", {ipv6_fragment(0, kNone)}, {}},
      {"empty first and last one", {ipv6_fragment(0, kNone), end6, a6, b6}, {}},
      {"not a fragment", {whole4}, {}},
      {"IPv6, not a fragment", {whole6}, {}},
      {"one is not a fragment", {a4, b4, end4, whole4}, {}},
      {"repeated", {a4, b4, b4, end4}, {}},
      {"last one repeated", {a4, b4, end4, end4}, {}},
      {"overlaps the one before", {a4, ipv4(kMore, joined({kA, kB})), end4}, {}},
      {"overlaps the one after", {b4, ipv4(kMore, joined({kA, kB})), end4}, {}},
      {"inside another", {ipv4(kMore, joined({kA, kB, kA})), b4, ipv4(3, kEnd)}, {}},
      {"empty one inside another", {a4, b4, ipv4(kMore + 1, kNone), end4}, {}},
      {"after the last one", {a4, b4, end4, ipv4(kMore + 3, kA)}, {}},
      {"after the last one, which arrives later", {a4, b4, ipv4(kMore + 3, kA), end4}, {}},
      {"ends after the last one", {a4, end4, ipv4(kMore + 1, joined({kB, kB}))}, {}},
      {"two last ones", {a4, b4, ipv4(2, kB), ipv4(3, kEnd)}, {}},
      {"not the last, but ends inside a block", {a4, ipv4(kMore + 1, kEnd), ipv4(2, kEnd)}, {}},
      {"versions mixed", {a4, ipv6_fragment(8 + 1, kB), end4}, {}},
      {"truncated", {a4, cut(b4), end4}, {}},
      {"IPv6, truncated", {a6, cut(b6), end6}, {}},
      {"header length beyond the total length", {a4, with(b4, 0, 0x4F), end4}, {}},
      {"header length below its least", {a4, with(b4, 0, 0x44), end4}, {}},
      {"total length below the header", {a4, with(with(b4, 2, 0), 3, 19), end4}, {}},
      {"version 5", {a4, with(b4, 0, 0x55), end4}, {}},
      {"IPv6, authentication before the fragment header", {ipv6(51, joined({kOptions, fragment_header(0)}), kAll)}, {}},
      {"IPv6, fragment header truncated", {cut(ipv6(44, cut(fragment_header(0)), {}))}, {}},
      {"no bytes", {a4, b4, end4, {}}, {}},
  };
  Octets out = unhex("FFFF");
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(reassemble(views(c.packets), out) == !c.want.empty());
      CHECK((out == c.want));
    }
  }
}

TEST_CASE("reassemble: packets of up to 65,535 bytes") {
  struct Case {
    const char* name;
    std::size_t data;
    bool ipv6;
    bool want;
  };
  static constexpr Case cases[] = {
      {"IPv4, largest", 65'515, false, true},       {"IPv4, too large", 65'516, false, false},
      {"IPv6, largest", 65'495, true, true},        {"IPv6, too large", 65'496, true, false},
      {"longest offset", 65'528 + 7, false, false},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const Octets data(c.data, std::byte{0x41});
      std::vector<Octets> packets;
      for (std::size_t at = 0; at < data.size(); at += 8) {  // the most fragments that are possible
        const Bytes block = Bytes(data).subspan(at, std::min<std::size_t>(8, data.size() - at));
        const bool more = at + block.size() < data.size();
        packets.push_back(c.ipv6 ? ipv6_fragment(at + more, block) : ipv4(at / 8 + (more ? kMore : 0), block));
      }
      std::ranges::reverse(packets);
      Octets out;
      CHECK(reassemble(views(packets), out) == c.want);
      CHECK((out == (!c.want ? kNone : c.ipv6 ? ipv6(17, {}, data) : ipv4(0, data))));
    }
  }
}
