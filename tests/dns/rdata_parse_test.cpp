#include <doctest/doctest.h>

#include <string>

#include "dns/codes.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_cases.hpp"
#include "support/test_data.hpp"

using nmsgxx::Errc;
using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

namespace {

struct Parsed {
  nmsgxx::Result<void> result;
  std::vector<std::byte> rdata;
};

Parsed parsed(std::string_view text, std::string_view type, std::uint16_t rrclass = 1) {
  const std::vector before{std::byte{1}, std::byte{2}};
  std::vector<std::byte> out = before;
  auto result = dns::parse_rdata(text, dns::rrtype_by_name(type).value(), rrclass, out);
  REQUIRE(std::equal(before.begin(), before.end(), out.begin()));
  return {std::move(result), {out.begin() + 2, out.end()}};
}

}  // namespace

TEST_CASE("parse_rdata: reads the texts that append_rdata writes") {
  for (const auto& c : nmsgxx::test::kRdataCases) {
    if (c.type == "OPT") continue;
    SUBCASE(std::string(c.type).append(" ").append(c.text).c_str()) {
      const auto [result, rdata] = parsed(c.text, c.type);
      CHECK(result);
      CHECK(rdata == unhex(c.hex));
    }
  }
}

TEST_CASE("parse_rdata: reads texts in other forms") {
  struct Case {
    const char* name;
    std::string_view type;
    std::string text;
    std::string hex;
  };
  static const Case cases[] = {
      {"empty", "MX", "", ""},
      {"fields missing at the end", "MX", "10", "000a"},
      {"white space", "MX", " \t10 \r\n a. ", "000a 016100"},
      {"leading zeros", "MX", "0010 .", "000a 00"},
      {"name without a dot at its end", "NS", "a.b", "0161016200"},
      {"hex digits in any case", "DS", "1 2 3 aBcD", "0001 02 03 abcd"},
      {"white space in base64", "DNSKEY", "257 3 13 ASNF\nZ4k=", "0101 03 0d 0123456789"},
      {"base64 without padding", "OPENPGPKEY", "mQE", "9901"},
      {"base 32 digits in any case", "NSEC3", "1 0 0 - vs0g", "01 00 0000 00 02ff01"},
      {"EUI in upper case", "EUI48", "00-00-5E-00-53-FF", "00005e0053ff"},
      {"strings without quotes", "TXT", R"(a "" b\"c d"e)", "0161 00 03622263 036422 65"},
      {"strings without a space between them", "TXT", R"("a""b")", "0161 0162"},
      {"bytes as digits", "TXT", R"("\000\255" \065)", "0200ff 0141"},
      {"long string", "TXT", "\"" + std::string(255, 'a') + "\"",
       "ff" +
           [] {
             std::string hex;
             for (int i = 0; i < 255; ++i) hex += "61";
             return hex;
           }()},
      {"empty text", "URI", R"(1 2 "")", "0001 0002"},
      {"types in any order", "NSEC", ". TYPE1234 nsec a MX Type15", "00 0006 400100000001 041b" + std::string(52, '0') + "20"},
      {"bitmap without types", "NSEC", ".", "00"},
      {"TYPE0", "CSYNC", "1 2 TYPE0", "00000001 0002 000180"},
      {"address whose prefix is left out", "A6", "120 2001:db8::ff a.", "78 ff 016100"},
      {"empty protocols", "SVCB", R"(1 . alpn=",a,")", "0001 00 0001 0004 00 0161 00"},
      {"one empty protocol", "SVCB", R"(1 . alpn="")", "0001 00 0001 0001 00"},
      {"protocols without quotes", "SVCB", "1 . alpn=h2,h3", "0001 00 0001 0006 026832 026833"},
      {"values in quotes", "SVCB", R"(1 . port="53" ipv6hint="::1,::" mandatory="alpn,key3")",
       "0001 00 0003 0002 0035 0006 0020 00000000000000000000000000000001 00000000000000000000000000000000 0000 0004 00010003"},
      {"known key by number", "SVCB", "1 . key3=53", "0001 00 0003 0002 0035"},
      {"parameters without a space between them", "SVCB", R"(1 . key9="a"port=53)", "0001 00 0009 0001 61 0003 0002 0035"},
      {"unknown type", "TYPE65280", "\\# 3 0a0B 0c", "0a0b0c"},
      {"unknown type without bytes", "TYPE65280", "\\# 0", ""},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const auto [result, rdata] = parsed(c.text, c.type);
      CHECK(result);
      CHECK(rdata == unhex(c.hex));
    }
  }
}

TEST_CASE("parse_rdata: accepts only empty rdata for a type that the class does not have") {
  CHECK(parsed("", "A", 3).result);
  CHECK(!parsed("192.0.2.1", "A", 3).result);
  CHECK(parsed("a.", "NS", 3).result);
}

TEST_CASE("parse_rdata: rejects malformed texts and names the type") {
  struct Case {
    std::string_view type;
    std::string text;
  };
  static const Case cases[] = {
      {"A", "192.0.2"},
      {"A", "192.0.2.256"},
      {"A", "192.0.2.01"},
      {"A", "192.0.2.1 192.0.2.2"},
      {"A", std::string(1000, '1')},
      {"AAAA", "192.0.2.1"},
      {"AAAA", ":::"},
      {"AAAA", std::string(46, '0')},
      {"NS", "a..b"},
      {"NS", "a. b."},
      {"MX", "65536 a."},
      {"MX", "-1 a."},
      {"MX", "0x1 a."},
      {"SOA", "a. b. 4294967296"},
      {"X25", R"("a)"},
      {"X25", R"("\a")"},
      {"X25", R"("\256")"},
      {"X25", R"("\2)"},
      {"X25", R"(a\)"},
      {"X25", "\"\t\""},
      {"X25", "\x80"},
      {"X25", std::string(256, 'a')},
      {"TXT", R"("a" "b)"},
      {"DS", "1 2 3 abc"},
      {"DS", "1 2 3 ab cd"},
      {"DS", "1 2 3 0x"},
      {"DNSKEY", "1 2 3 A"},
      {"DNSKEY", "1 2 3 AA=A"},
      {"DNSKEY", "1 2 3 A!AA"},
      {"NSEC", ". A B"},
      {"NSEC", ". A TYPE65536"},
      {"RRSIG", "B 1"},
      {"NSEC3", "1 0 0 a"},
      {"NSEC3", "1 0 0 " + std::string(512, '0')},
      {"NSEC3", "1 0 0 - 1"},
      {"NSEC3", "1 0 0 - W0"},
      {"NSEC3", "1 0 0 - " + std::string(410, '0')},
      {"A6", "129 a."},
      {"A6", "64"},
      {"A6", "64 a."},
      {"A6", "x"},
      {"EUI48", "00-00-5e-00-53"},
      {"EUI48", "00:00:5e:00:53:ff"},
      {"EUI48", "00-00-5e-00-53-fg"},
      {"EUI64", "00-00-5e-10-00-00-00-ff-00"},
      {"URI", "1 2 a"},
      {"URI", R"(1 2 "a" "b")"},
      {"OPT", "OPT=3: (\"\")"},
      {"SVCB", "1 . port"},
      {"SVCB", "1 . port="},
      {"SVCB", "1 . port= 53"},
      {"SVCB", "1 . port=65536"},
      {"SVCB", R"(1 . port="53)"},
      {"SVCB", "1 . no-default-alpn=1"},
      {"SVCB", "1 . nothing=1"},
      {"SVCB", "1 . key=1"},
      {"SVCB", "1 . key65535=1"},
      {"SVCB", "1 . mandatory=port,"},
      {"SVCB", R"(1 . mandatory="")"},
      {"SVCB", R"(1 . alpn="a\\b")"},
      {"SVCB", R"(1 . alpn="a\\")"},
      {"SVCB", "1 . alpn=" + std::string(256, 'a')},
      {"SVCB", "1 . ipv4hint=192.0.2.1,"},
      {"SVCB", "1 . ipv6hint=192.0.2.1"},
      {"SVCB", R"(1 . ech="AA AA")"},
      {"SVCB", "1 . ech=A"},
      {"SVCB", "1 . key9=" + std::string(65536, 'a')},
      {"TYPE65280", ""},
      {"TYPE65280", "00"},
      {"TYPE65280", "\\#"},
      {"TYPE65280", "\\#1 00"},
      {"TYPE65280", "\\# 1"},
      {"TYPE65280", "\\# 1 00 00"},
      {"TYPE65280", "\\# 1 0 0"},
      {"TYPE65280", "\\# 65536 00"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.type);
    CAPTURE(c.text);
    const auto [result, rdata] = parsed(c.text, c.type);
    REQUIRE(!result);
    CHECK(result.error().code == Errc::bad_argument);
    CHECK(rdata.empty());
  }
  CHECK(parsed("x", "MX").result.error().detail == "not the rdata of type MX");
}
