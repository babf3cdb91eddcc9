#include "wire/cursor.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "support/octets.hpp"
#include "support/proto_writer.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// Describes all fields, and the error if there is one.
std::string walk(Bytes message) {
  std::ostringstream out;
  wire::Cursor cursor(message);
  wire::Field field;
  for (const char* space = ""; !cursor.done(); space = " ") {
    if (const auto error = cursor.next(field)) {
      out << space << to_string(*error) << " at " << cursor.at() - message.data();
      break;
    }
    out << space << field.number << ':';
    switch (field.type) {
      case wire::WireType::varint: out << field.value; break;
      case wire::WireType::fixed64:
      case wire::WireType::fixed32: out << 'x' << std::hex << field.value << std::dec; break;
      case wire::WireType::bytes: out << '[' << field.bytes.size() << ']'; break;
      default: out << "group";
    }
  }
  return out.str();
}

Octets groups(int depth) {
  ProtoWriter writer;
  for (int i = 0; i < depth; ++i) writer.key(9, 3);
  for (int i = 0; i < depth; ++i) writer.key(9, 4);
  return writer.message();
}

}  // namespace

TEST_CASE("Cursor: reads every kind of field and rejects malformed ones") {
  struct Case {
    const char* name;
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"nothing", "", ""},
      {"varint", "08 96 01", "1:150"},
      {"fixed64", "11 01 02 03 04 05 06 07 08", "2:x807060504030201"},
      {"bytes", "1A 03 61 62 63", "3:[3]"},
      {"no bytes", "1A 00", "3:[0]"},
      {"fixed32", "25 15 CD 5B 07", "4:x75bcd15"},
      {"several", "08 01 08 02 1A 00 10 7F", "1:1 1:2 3:[0] 2:127"},
      {"key in five bytes", "88 80 80 80 00 05", "1:5"},
      {"key in six bytes", "88 80 80 80 80 00 05", "malformed varint at 0"},
      {"key of more than 32 bits: the low ones count", "88 80 80 80 10 05", "1:5"},
      {"largest field number", "F8 FF FF FF 0F 05", "536870911:5"},
      {"length in five bytes", "1A 81 80 80 80 00 61", "3:[1]"},
      {"length in six bytes", "1A 81 80 80 80 80 00 61", "malformed varint at 1"},
      {"length of more than 32 bits", "1A 81 80 80 80 10 61", "truncated at 6"},
      {"length beyond the end", "1A 02 61", "truncated at 2"},
      {"length of 2^32 - 1", "1A FF FF FF FF 0F", "truncated at 6"},
      {"value in ten bytes", "08 FF FF FF FF FF FF FF FF FF 01", "1:18446744073709551615"},
      {"value in eleven bytes", "08 FF FF FF FF FF FF FF FF FF FF 01", "malformed varint at 1"},
      {"key truncated", "08 01 88", "1:1 truncated at 2"},
      {"value missing", "08", "truncated at 1"},
      {"value truncated", "08 80", "truncated at 1"},
      {"length missing", "1A", "truncated at 1"},
      {"fixed32 truncated", "25 15 CD 5B", "truncated at 1"},
      {"fixed64 truncated", "11 01 02 03 04 05 06 07", "truncated at 1"},
      {"field number 0", "00 00", "malformed field number at 1"},
      {"field number 0, length", "02 00", "malformed field number at 1"},
      {"wire type 6", "0E", "wrong wire type at 1"},
      {"wire type 7", "0F", "wrong wire type at 1"},
      {"empty group", "4B 4C", "9:group"},
      {"group and another field", "4B 08 05 1A 01 61 4C 08 01", "9:group 1:1"},
      {"group in a group", "4B 53 08 01 54 4C", "9:group"},
      {"groups that overlap", "4B 53 4C 54", "wrong wire type at 3"},
      {"group closed by another", "4B 54", "wrong wire type at 2"},
      {"group without an end", "4B 08 01", "truncated at 3"},
      {"group without a beginning", "4C", "wrong wire type at 1"},
      {"bytes beyond the group's end", "4B 1A 05 61 4C", "truncated at 3"},
      {"field number 0 in a group", "4B 00 00 4C", "malformed field number at 2"},
      {"wire type 7 in a group", "4B 0F 4C", "wrong wire type at 2"},
      {"varint truncated in a group", "4B 08 FF", "truncated at 2"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(walk(unhex(c.hex)) == c.want);
    }
  }
}

TEST_CASE("Cursor: skips groups up to a depth of 100") {
  CHECK(walk(groups(100)) == "9:group");
  CHECK(walk(groups(101)) == "wrong wire type at 101");
  CHECK(walk(groups(20'000)) == "wrong wire type at 101");
}

}  // namespace nmsgxx::test
