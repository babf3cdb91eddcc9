#include "nmsgxx/header.hpp"

#include <doctest/doctest.h>

#include <array>

#include "support/octets.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {

TEST_CASE("parse_header: accepts versions 1 and 2 and rejects everything else") {
  struct Case {
    const char* name;
    std::string_view hex;
    Result<Header> want;
  };
  static const Case cases[] = {
      {"version 2", "4E4D5347 00 02 0000002E", Header{2, 0, 46}},
      {"what follows is not looked at", "4E4D5347 00 02 0000002E FFFF", Header{2, 0, 46}},
      {"zlib", "4E4D5347 01 02 00000035", Header{2, 1, 53}},
      {"fragment", "4E4D5347 02 02 0000004E", Header{2, 2, 78}},
      {"both", "4E4D5347 03 02 00000040", Header{2, 3, 64}},
      {"undefined flags are kept", "4E4D5347 FC 02 00000000", Header{2, 0xFC, 0}},
      {"largest length", "4E4D5347 00 02 FFFFFFFF", Header{2, 0, 0xFFFFFFFF}},
      {"version 1", "4E4D5347 00 01 0025", Header{1, 0, 37}},
      {"version 1, largest length", "4E4D5347 00 01 FFFF AAAA", Header{1, 0, 0xFFFF}},
      {"nothing", "", fail(Errc::truncated)},
      {"a part of the magic", "4E4D53", fail(Errc::truncated)},
      {"no version", "4E4D5347 00", fail(Errc::truncated)},
      {"no length", "4E4D5347 00 02", fail(Errc::truncated)},
      {"a part of the length", "4E4D5347 00 02 000000", fail(Errc::truncated)},
      {"version 1, a part of the length", "4E4D5347 00 01 00", fail(Errc::truncated)},
      {"wrong magic", "4E4D5348 00 02 00000000", fail(Errc::bad_magic)},
      {"wrong magic, truncated", "4E4E", fail(Errc::bad_magic)},
      {"magic in small letters", "6E6D7367 00 02 00000000", fail(Errc::bad_magic)},
      {"version 0", "4E4D5347 00 00 00000000", fail(Errc::bad_version)},
      {"version 3", "4E4D5347 00 03 00000000", fail(Errc::bad_version)},
      {"version 3, truncated", "4E4D5347 00 03", fail(Errc::bad_version)},
      {"version 1 with a flag", "4E4D5347 01 01 0025", fail(Errc::bad_version)},
      {"version 1 with an undefined flag", "4E4D5347 80 01 0025", fail(Errc::bad_version)},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto got = parse_header(unhex(c.hex));
      REQUIRE(got.has_value() == c.want.has_value());
      if (got) {
        CHECK(*got == *c.want);
      } else {
        CHECK(got.error().code == c.want.error().code);
      }
    }
  }
}

TEST_CASE("parse_header: describes an unknown version") {
  struct Case {
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"4E4D5347 00 00", "version 0"},        {"4E4D5347 01 01", "version 1"},
      {"4E4D5347 03 03", "version 3"},        {"4E4D5347 04 03", "version 3, zlib"},
      {"4E4D5347 08 03", "version 3, zstd"},  {"4E4D5347 0E 03", "version 3, lz4"},
      {"4E4D5347 F0 03", "version 3, lz4hc"}, {"4E4D5347 1C 03", "version 3, compression 7"},
      {"4E4D5347 08 04", "version 4"},
  };
  for (const Case& c : cases) CHECK(parse_header(unhex(c.hex)).error().detail == c.want);
}

TEST_CASE("write_header: writes version 2") {
  struct Case {
    Header header;
    std::string_view want;
  };
  static const Case cases[] = {
      {{2, 0, 0}, "4E4D5347000200000000"},
      {{2, 3, 0x01020304}, "4E4D5347030201020304"},
      {{1, 0, 5}, "4E4D5347000200000005"},
  };
  for (const Case& c : cases) {
    std::array<std::byte, kHeaderSize> out{};
    write_header(c.header, out);
    CHECK(hex(out) == c.want);
  }
}

TEST_CASE("Header: flags and sizes") {
  CHECK(Header{2, 0, 0}.size() == 10);
  CHECK(Header{1, 0, 0}.size() == 8);
  CHECK(Header{2, 0xFD, 0}.zlib());
  CHECK_FALSE(Header{2, 0xFE, 0}.zlib());
  CHECK(Header{2, 0xFE, 0}.fragment());
  CHECK_FALSE(Header{2, 0xFD, 0}.fragment());
}

TEST_CASE("Error: message() has the description and the detail") {
  for (int code = 0; code <= static_cast<int>(Errc::unsupported); ++code) {
    CHECK(to_string(static_cast<Errc>(code)) != "unknown error");
  }
  CHECK(Error{Errc::bad_crc, 0, {}}.message() == to_string(Errc::bad_crc));
  CHECK(Error{Errc::bad_length, 6, "9 bytes"}.message() == std::string(to_string(Errc::bad_length)) + ": 9 bytes");
  CHECK(Error{Errc::system, 0, "no such file"}.message() == "no such file");
}

}  // namespace nmsgxx::test
