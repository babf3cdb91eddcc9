#include "nmsgxx/container.hpp"

#include <doctest/doctest.h>

#include <iterator>

#include "container/build.hpp"
#include "container/describe.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

static_assert(std::input_iterator<ContainerView::Iterator>);
static_assert(std::sentinel_for<std::default_sentinel_t, ContainerView::Iterator>);

namespace {

// The stored CRC of the letter, with its bytes swapped.
constexpr std::uint32_t kCrcOfA = 0x3043D0C1;
constexpr std::uint32_t kCrcOfB = 0xC4B080D2;

Octets payload_a() {
  return logline(as_bytes("a"));
}

Octets payload_b() {
  return logline(as_bytes("b"));
}

Octets packed(std::initializer_list<std::uint64_t> values) {
  ProtoWriter out;
  for (const std::uint64_t value : values) out.bare_varint(value);
  return out.message();
}

// The verdicts of a container's payloads: g, b or -.
std::string verdicts(const Octets& body) {
  const auto view = ContainerView::parse(body);
  if (!view) return std::string(to_string(view.error().code));
  std::string out;
  for (const PayloadView& payload : *view) out += "-gb"[static_cast<int>(payload.check_crc())];
  CHECK(out.size() == view->size());
  return out;
}

}  // namespace

TEST_CASE("ContainerView: the n-th CRC belongs to the n-th payload, wherever it is") {
  struct Case {
    const char* name;
    ProtoWriter body;
    std::string_view want;
  };
  const Octets a = payload_a(), b = payload_b(), group = ProtoWriter().varint(2, 1).message();
  const Case cases[] = {
      {"no CRCs", ProtoWriter().bytes(1, a).bytes(1, b), "--"},
      {"after the payloads", ProtoWriter().bytes(1, a).bytes(1, b).varint(2, kCrcOfA).varint(2, kCrcOfB), "gg"},
      {"before the payloads", ProtoWriter().varint(2, kCrcOfA).varint(2, kCrcOfB).bytes(1, a).bytes(1, b), "gg"},
      {"by turns", ProtoWriter().bytes(1, a).varint(2, kCrcOfA).bytes(1, b).varint(2, kCrcOfB), "gg"},
      {"by turns, CRCs first", ProtoWriter().varint(2, kCrcOfA).bytes(1, a).varint(2, kCrcOfB).bytes(1, b), "gg"},
      {"exchanged", ProtoWriter().bytes(1, a).bytes(1, b).varint(2, kCrcOfB).varint(2, kCrcOfA), "bb"},
      {"one for two", ProtoWriter().bytes(1, a).bytes(1, b).varint(2, kCrcOfA), "g-"},
      {"three for two", ProtoWriter().bytes(1, a).bytes(1, b).bytes(2, packed({kCrcOfA, kCrcOfB, 7})), "gg"},
      {"CRCs alone", ProtoWriter().varint(2, 7).varint(2, 7), ""},
      {"packed", ProtoWriter().bytes(1, a).bytes(1, b).bytes(2, packed({kCrcOfA, kCrcOfB})), "gg"},
      {"packed, in two fields", ProtoWriter().bytes(2, packed({kCrcOfA})).bytes(1, a).bytes(1, b).bytes(2, packed({kCrcOfB})),
       "gg"},
      {"packed, then not", ProtoWriter().bytes(1, a).bytes(1, b).bytes(2, packed({kCrcOfA})).varint(2, kCrcOfB), "gg"},
      {"not packed, then packed", ProtoWriter().varint(2, kCrcOfA).bytes(2, packed({kCrcOfB})).bytes(1, a).bytes(1, b), "gg"},
      {"nothing packed before", ProtoWriter().bytes(2, {}).bytes(1, a).bytes(2, packed({kCrcOfA})), "g"},
      {"nothing packed between", ProtoWriter().bytes(1, a).bytes(1, b).varint(2, kCrcOfA).bytes(2, {}).varint(2, kCrcOfB),
       "gg"},
      {"packed, the second wrong", ProtoWriter().bytes(1, a).bytes(1, b).bytes(2, packed({kCrcOfA, 1})), "gb"},
      {"packed and truncated", ProtoWriter().bytes(1, a).octet(0x12).octet(1).octet(0x80), "malformed varint"},
      {"more than 32 bits: the low ones count", ProtoWriter().bytes(1, a).varint(2, 0xABCD'0000'0000 | kCrcOfA), "g"},
      {"packed, more than 32 bits", ProtoWriter().bytes(1, a).bytes(2, packed({0xABCD'0000'0000 | kCrcOfA})), "g"},
      {"long key and long varint", ProtoWriter().bytes(1, a).key(2, 0, 5).bare_varint(kCrcOfA, 10), "g"},
      {"as fixed32: an unknown field", ProtoWriter().bytes(1, a).fixed32(2, 7).varint(2, kCrcOfA), "g"},
      {"as fixed64 and as a group", ProtoWriter().bytes(1, a).varint(2, kCrcOfA).fixed64(2, 7).group(2, group).bytes(1, b),
       "g-"},
      {"unknown fields between", ProtoWriter().varint(2, kCrcOfA).bytes(50, a).bytes(1, a).varint(51, 7).bytes(1, b), "g-"},
      {"a payloads field with a long length", ProtoWriter().bytes(1, a, 5).varint(2, kCrcOfA), "g"},
      {"a payloads field with a long key", ProtoWriter().key(1, 2, 3).bare_varint(a.size()).raw(a).varint(2, kCrcOfA), "g"},
      {"not swapped", ProtoWriter().bytes(1, a).varint(2, 0xC1D04330), "b"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(verdicts(c.body.message()) == c.want);
    }
  }
}

TEST_CASE("PayloadView: a missing message and an empty one have a CRC of 0") {
  const Octets absent = logline_head().message(), empty = logline({});
  const Octets body = ProtoWriter().bytes(1, absent).bytes(1, empty).bytes(1, empty).bytes(2, packed({0, 0, 1})).message();
  const auto view = ContainerView::parse(body);
  REQUIRE(view.has_value());
  CHECK(describe(*view) ==
        "1:6 1700000000.000000005 payload=absent crc=good\n"
        "1:6 1700000000.000000005 payload= crc=good\n"
        "1:6 1700000000.000000005 payload= crc=bad\n");
}

TEST_CASE("ContainerView: errors have the offset of the malformed byte") {
  struct Case {
    const char* name;
    std::string_view hex;
    Errc code;
    std::uint64_t offset;
  };
  static const Case cases[] = {
      {"a field number of 0", "1801 0000", Errc::bad_field, 3},
      {"a length beyond the end", "1801 0A05 08", Errc::truncated, 4},
      {"an unknown wire type in a payload", "1801 0A02 0801 0A03 0F0801", Errc::missing_field, 6},
      {"an unknown wire type in the first payload", "0A03 0F0801", Errc::bad_wire_type, 3},
      {"an empty payload", "1801 0A00", Errc::missing_field, 4},
      {"a varint that does not end", "1880", Errc::truncated, 1},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto view = ContainerView::parse(unhex(c.hex));
      REQUIRE_FALSE(view.has_value());
      CHECK(view.error().code == c.code);
      CHECK(view.error().offset == c.offset);
    }
  }
}

TEST_CASE("ContainerView: accepts a container without payloads") {
  CHECK(ContainerView().begin() == std::default_sentinel);
  for (const std::string_view body : {"", "1801", "2007", "1000", "FA0100"}) {
    CAPTURE(body);
    const auto octets = unhex(body);
    const auto view = ContainerView::parse(octets);
    REQUIRE(view.has_value());
    CHECK(view->empty());
    CHECK(view->begin() == view->end());
    CHECK(view->body().size() == octets.size());
  }
}

}  // namespace nmsgxx::test
