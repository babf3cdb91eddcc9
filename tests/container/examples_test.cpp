#include <doctest/doctest.h>

#include "container/describe.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/framer.hpp"
#include "support/octets.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// All containers of a stream in which nothing is broken.
std::string read(const Octets& stream) {
  std::string out;
  ContainerDecoder decoder({});
  for (Bytes rest(stream); !rest.empty();) {
    const Framing found = frame(rest, true, 4096);
    REQUIRE(found.kind == Framing::Kind::container);
    const auto view = decoder.decode(found.header, found.body, {}, {});
    REQUIRE(view.has_value());
    if (*view) out += describe(**view);
    rest = rest.subspan(found.octets);
  }
  CHECK(decoder.pending_fragments() == 0);
  return out;
}

}  // namespace

TEST_CASE("ContainerView: reads the examples of the format") {
  struct Case {
    std::string_view file;
    std::string_view want;
  };
  static const Case cases[] = {
      {"minimal", "1:99 0.000000000 payload=absent crc=absent\n"},
      {"ipconn",
       "1:5 1700000000.123456789 payload=08061204C000020118808003"
       "2204C633640228BB03 crc=good\n"},
      {"crcs",
       "1:6 1700000000.123456789 payload=0A0564656D6F0012046F6E6500 crc=good\n"
       "1:6 1700000000.000000005 payload=0A0564656D6F00120474776F00 crc=good\n"
       "1:6 1700000000.999999999 payload=0A0564656D6F001206746872656500 crc=good\n"},
      {"source",
       "1:6 1700000000.123456789 source=a1ba02cf operator=2 group=300 "
       "payload=0A0564656D6F0012046F6E6500 crc=good\n"},
      {"negative-time", "1:6 -2.500000000 payload=0A0564656D6F0012046F6E6500 crc=good\n"},
      {"sequence",
       "sequence=4294967295 sequence_id=123456789abcdef\n"
       "1:6 1700000000.123456789 payload=0A0564656D6F0012046F6E6500 crc=good\n"
       "sequence=0 sequence_id=123456789abcdef\n"
       "1:6 1700000000.123456789 payload=0A0564656D6F00120474776F00 crc=good\n"},
      {"zlib",
       "1:6 1700000000.123456789 payload=0A0564656D6F001231616263616263616263616263616263616263616263616263"
       "61626361626361626361626361626361626361626361626300 crc=good\n"},
      {"fragments",
       "sequence=0 sequence_id=123456789abcdef\n"
       "1:6 1700000000.123456789 payload=0A0564656D6F00122C61206C696E652074686174206973206C6F6E6720656E6F75676820746F20"
       "62652063757420696E2074776F00 crc=good\n"},
      {"zlib-fragments",
       "sequence=1 sequence_id=123456789abcdef\n"
       "1:6 1700000000.123456789 payload=0A0564656D6F001231616263616263616263616263616263616263616263616263"
       "61626361626361626361626361626361626361626361626300 crc=good\n"},
      {"version-1", "1:6 1700000000.123456789 payload=0A0564656D6F0012046F6E6500 crc=good\n"},
      {"tolerant", "1:6 1700000000.123456789 payload=0A0564656D6F0012046F6E6500 crc=good\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.file);
    CHECK(read(read_file(data_path("wire/" + std::string(c.file) + ".nmsg"))) == c.want);
  }
}

}  // namespace nmsgxx::test
