#include "dns/codes.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace dns = nmsgxx::dns;

TEST_CASE("codes: numbers and names stand for each other") {
  struct Case {
    std::optional<std::uint16_t> (*by_name)(std::string_view) noexcept;
    std::string_view (*name_of)(std::uint16_t) noexcept;
    std::string_view name;
    std::uint16_t number;
  };
  static const Case cases[] = {
      {dns::rrtype_by_name, dns::rrtype_name, "A", 1},        {dns::rrtype_by_name, dns::rrtype_name, "NSAP-PTR", 23},
      {dns::rrtype_by_name, dns::rrtype_name, "HTTPS", 65},   {dns::rrtype_by_name, dns::rrtype_name, "ANY", 255},
      {dns::rrtype_by_name, dns::rrtype_name, "CAA", 257},    {dns::rrtype_by_name, dns::rrtype_name, "TA", 32768},
      {dns::rrtype_by_name, dns::rrtype_name, "DLV", 32769},  {dns::rrclass_by_name, dns::rrclass_name, "IN", 1},
      {dns::rrclass_by_name, dns::rrclass_name, "CH", 3},     {dns::rrclass_by_name, dns::rrclass_name, "HS", 4},
      {dns::rrclass_by_name, dns::rrclass_name, "NONE", 254}, {dns::rrclass_by_name, dns::rrclass_name, "ANY", 255},
      {dns::rcode_by_name, dns::rcode_name, "NOERROR", 0},    {dns::rcode_by_name, dns::rcode_name, "NXDOMAIN", 3},
      {dns::rcode_by_name, dns::rcode_name, "BADVERS", 16},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(c.name_of(c.number) == c.name);
    CHECK(c.by_name(c.name) == c.number);
  }
}

TEST_CASE("rcode_by_name: accepts no numbers") {
  CHECK(!dns::rcode_by_name("3"));
}

TEST_CASE("opcode_name: is empty for unassigned opcodes") {
  CHECK(dns::opcode_name(0) == "QUERY");
  CHECK(dns::opcode_name(3).empty());
  CHECK(dns::opcode_name(5) == "UPDATE");
}

TEST_CASE("rrtype_by_name, rrclass_by_name: ignore case, and accept generic names") {
  struct Case {
    std::string_view name;
    std::optional<std::uint16_t> rrtype;
    std::optional<std::uint16_t> rrclass;
  };
  static const Case cases[] = {
      {"aaaa", 28, {}},         {"Ch", {}, 3},      {"any", 255, 255},     {"TYPE1", 1, {}},       {"type0", 0, {}},
      {"TYPE65535", 65535, {}}, {"Class9", {}, 9},  {"TYPE65536", {}, {}}, {"CLASS65536", {}, {}}, {"TYPE", {}, {}},
      {"TYPE-1", {}, {}},       {"TYPE1 ", {}, {}}, {"", {}, {}},          {"AAAAA", {}, {}},      {"CLASS", {}, {}},
  };
  for (const auto& c : cases) {
    SUBCASE(std::string(c.name).c_str()) {
      CHECK(dns::rrtype_by_name(c.name) == c.rrtype);
      CHECK(dns::rrclass_by_name(c.name) == c.rrclass);
    }
  }
}

TEST_CASE("append_rrtype, append_rrclass: every number can be written and read back") {
  for (unsigned number = 0; number <= std::numeric_limits<std::uint16_t>::max(); ++number) {
    const auto code = static_cast<std::uint16_t>(number);
    std::string rrtype;
    std::string rrclass;
    dns::append_rrtype(code, rrtype);
    dns::append_rrclass(code, rrclass);
    if (dns::rrtype_by_name(rrtype) != code || dns::rrclass_by_name(rrclass) != code)
      FAIL("changes when it is read back: " << number);
  }
}
