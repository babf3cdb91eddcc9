#include "nmsgxx/framer.hpp"

#include <doctest/doctest.h>

#include "container/build.hpp"
#include "container/hostile.hpp"
#include "container/reader.hpp"
#include "nmsgxx/header.hpp"
#include "support/octets.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {
namespace {

Reading read_whole(Bytes stream) {
  StreamReader reader;
  reader.feed(stream);
  return reader.finish();
}

Reading read_in_pieces(Bytes stream, Random& random, std::size_t largest) {
  StreamReader reader;
  while (!stream.empty()) {
    const std::size_t size = std::min(stream.size(), 1 + below(random, largest));
    reader.feed(stream.first(size));
    stream = stream.subspan(size);
  }
  return reader.finish();
}

void check_all_ways(Bytes stream, Random& random) {
  const Reading whole = read_whole(stream);
  CHECK(read_in_pieces(stream, random, 1) == whole);
  for (const std::size_t largest : {3U, 17U, 64U, 300U}) CHECK(read_in_pieces(stream, random, largest) == whole);
}

}  // namespace

TEST_CASE("frame: finds what is at the front of a stream") {
  using Kind = Framing::Kind;
  struct Case {
    const char* name;
    std::string_view hex;
    bool at_end;
    Kind kind;
    std::size_t octets;
    std::optional<Errc> error = std::nullopt;
  };
  static const Case cases[] = {
      {"nothing yet", "", false, Kind::need_more, 8},
      {"the end", "", true, Kind::end, 0},
      {"half a magic", "4E4D", false, Kind::need_more, 3},
      {"half a magic at the end", "4E4D", true, Kind::skip, 2, Errc::cut_end},
      {"nine bytes", "4E4D53470002 000000", false, Kind::need_more, 10},
      {"an empty container", "4E4D53470002 00000000", false, Kind::container, 10},
      {"an empty container of version 1", "4E4D53470001 0000", false, Kind::container, 8},
      {"a container and more", "4E4D53470002 00000001 AA 4E", false, Kind::container, 11},
      {"undefined flags", "4E4D5347FC02 00000000", false, Kind::container, 10},
      {"a body that has not come", "4E4D53470002 00000003 AA", false, Kind::need_more, 13},
      {"a body that will not come", "4E4D53470002 00000003 AA", true, Kind::skip, 11, Errc::cut_end},
      {"the largest body", "4E4D53470002 00001000", false, Kind::need_more, 4106},
      {"a larger one", "4E4D53470002 00001001", false, Kind::skip, 10, Errc::too_long},
      {"garbage", "AABBCC", false, Kind::skip, 3, Errc::bad_magic},
      {"garbage before half a magic", "AABB 4E4D", false, Kind::skip, 2, Errc::bad_magic},
      {"garbage before half a magic at the end", "AABB 4E4D", true, Kind::skip, 4, Errc::bad_magic},
      {"garbage before a header", "AA4E 4E4D53470002", true, Kind::skip, 2, Errc::bad_magic},
      {"garbage before an unknown version", "AA 4E4D53470004", false, Kind::skip, 7, Errc::bad_magic},
      {"garbage before version 3", "AA 4E4D53470003", false, Kind::skip, 1, Errc::bad_magic},
      {"version 4", "4E4D53470004 00000000", false, Kind::skip, 10, Errc::bad_version},
      {"version 4 before a header", "4E4D53470004 4E4D53470002", false, Kind::skip, 6, Errc::bad_version},
      {"version 3", "4E4D53470003 0001", false, Kind::need_more, 12},
      {"version 3 at the end", "4E4D53470003 0001", true, Kind::skip, 8, Errc::bad_version},
      {"version 3, a body that has not come", "4E4D53470803 0001 00000003 AA", false, Kind::need_more, 15},
      {"version 3, a body that will not come", "4E4D53470803 0001 00000003 AA", true, Kind::skip, 13, Errc::bad_version},
      {"version 3, nobody knows yet what follows", "4E4D53470803 0001 00000002 AABB 4E4D", false, Kind::need_more, 20},
      {"version 3 and the end", "4E4D53470803 0001 00000002 AABB", true, Kind::skip, 14, Errc::bad_version},
      {"version 3 and a header", "4E4D53470803 0001 00000002 AABB 4E4D53470002", false, Kind::skip, 14, Errc::bad_version},
      {"version 3 twice", "4E4D53470803 0001 00000002 AABB 4E4D53470003", false, Kind::skip, 14, Errc::bad_version},
      {"version 3 with a header inside", "4E4D53470803 0001 00000006 4E4D53470002 4E4D53470002", false, Kind::skip, 18,
       Errc::bad_version},
      {"version 3 and something else, a header inside", "4E4D53470803 0001 00000006 4E4D53470002 AABBCCDDEEFF", false,
       Kind::skip, 12, Errc::bad_version},
      {"version 3, the largest body", "4E4D53470803 0001 00001000", false, Kind::need_more, 4108},
      {"version 3, a larger one before a header", "4E4D53470803 0001 00001001 4E4D53470002", false, Kind::skip, 12,
       Errc::bad_version},
      {"version 3 with the length where version 2 has it", "4E4D53470003 00000002 AABB 4E4D53470002", false, Kind::skip, 12,
       Errc::bad_version},
      {"version 1 with flags", "4E4D53470101 0000", false, Kind::skip, 8, Errc::bad_version},
      {"a length that is too large before a header", "4E4D53470002 FFFFFFFF 4E4D53470002", false, Kind::skip, 10,
       Errc::too_long},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto bytes = unhex(c.hex);
      const Framing found = frame(bytes, c.at_end, 4096);
      CHECK(found.kind == c.kind);
      CHECK(found.octets == c.octets);
      CHECK((found.error ? std::optional(found.error->code) : std::nullopt) == c.error);
      if (found.kind == Kind::container) CHECK(found.body.data() == bytes.data() + found.header.size());
    }
  }
}

TEST_CASE("skip_container: skips to the next header or the end") {
  struct Case {
    const char* name;
    std::string_view hex;  // a container of 14 bytes and what follows
    bool at_end;
    Framing::Kind kind;
    std::size_t octets;
  };
  static const Case cases[] = {
      {"the end follows", "4E4D53470002 00000004 AABBCCDD", true, Framing::Kind::skip, 14},
      {"nobody knows yet what follows", "4E4D53470002 00000004 AABBCCDD 4E4D", false, Framing::Kind::need_more, 20},
      {"a header follows", "4E4D53470002 00000004 AABBCCDD 4E4D53470002", false, Framing::Kind::skip, 14},
      {"the magic inside is not looked at", "4E4D53470002 00000004 4E4D5347 4E4D53470002", false, Framing::Kind::skip, 14},
      {"half a header follows at the end", "4E4D53470002 00000004 AABBCCDD 4E4D", true, Framing::Kind::skip, 14},
      {"something else follows, a header inside", "4E4D53470002 00000004 AABB4E4D 534700020000", false, Framing::Kind::skip,
       12},
      {"something else follows", "4E4D53470002 00000004 AABBCCDD AABBCCDDEEFF", false, Framing::Kind::skip, 20},
      {"version 3 follows", "4E4D53470002 00000004 AABBCCDD 4E4D53470003", false, Framing::Kind::skip, 14},
      {"an unknown version follows", "4E4D53470002 00000004 AABBCCDD 4E4D53470004", false, Framing::Kind::skip, 20},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto bytes = unhex(c.hex);
      const Framing broken = frame(bytes, c.at_end, 4096);
      REQUIRE(broken.kind == Framing::Kind::container);
      REQUIRE(broken.octets == 14);
      const Framing way_on = skip_container(bytes, c.at_end, broken);
      CHECK(way_on.kind == c.kind);
      CHECK(way_on.octets == c.octets);
    }
  }
}

TEST_CASE("frame: skips whole containers of version 3") {
  const Octets good = container(body_of("abc"));
  const Octets newer = container_3(joined(container(body_of("inside")), body_of("def")), 2U << 2U);
  struct Case {
    const char* name;
    Octets stream;
    std::size_t containers;
  };
  const Case cases[] = {
      {"between", joined(joined(good, newer), good), 2},
      {"first", joined(newer, good), 1},
      {"last", joined(good, newer), 1},
      {"alone", newer, 0},
      {"twice", joined(joined(newer, newer), good), 1},
      {"behind garbage", joined(joined(Octets(20, std::byte{0xAA}), newer), good), 1},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Random random(13);
      check_all_ways(c.stream, random);
      const Reading reading = read_whole(c.stream);
      CHECK(reading.containers == c.containers);
      CHECK(reading.skipped_octets == c.stream.size() - c.containers * good.size());
    }
  }
}

TEST_CASE("frame: a stream gives the same containers in pieces of any size") {
  Random random(11);
  std::size_t streams = 0;
  for (const HostileCase& c : hostile_cases()) {
    if (!c.is_stream()) continue;
    CAPTURE(c.input);
    check_all_ways(c.octets, random);
    ++streams;
  }
  CHECK(streams > 100);
}

TEST_CASE("frame: a damaged stream gives the same containers in pieces of any size") {
  Random random(12);
  for (int i = 0; i < 1000; ++i) {
    Octets stream;
    for (std::size_t n = 1 + below(random, 5); n > 0; --n) {
      const Octets next = one_in(random, 4)   ? noise(random, below(random, 20))
                          : one_in(random, 4) ? container_3(body_of("def"))
                                              : container(body_of("abc"));
      stream = joined(std::move(stream), next);
    }
    CAPTURE(i);
    check_all_ways(mutated(random, std::move(stream)), random);
  }
}

}  // namespace nmsgxx::test
