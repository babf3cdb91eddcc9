#include <doctest/doctest.h>

#include <string>

#include "dns_rdata_cases.hpp"
#include "dns/codes.hpp"
#include "dns/rdata.hpp"
#include "support/test_data.hpp"

namespace {

std::string text_of(nmsgxx::Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass) {
  std::string text = "before ";
  nmsgxx::dns::append_rdata(rdata, rrtype, rrclass, text.max_size(), text);
  REQUIRE(text.starts_with("before "));
  return text.substr(7);
}

}  // namespace

TEST_CASE("text of rdata") {
  for (const auto& c : nmsgxx::test::kRdataCases) {
    CAPTURE(c.type);
    const auto rrtype = nmsgxx::dns::rrtype_by_name(c.type);
    REQUIRE(rrtype);
    CHECK(text_of(nmsgxx::test::unhex(c.hex), *rrtype, 1) == c.text);
  }
}

TEST_CASE("text of rdata that cannot be read back, or is not whole") {
  struct Case {
    std::string_view name;
    std::string_view type;
    std::uint16_t rrclass;
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"empty bitmap window", "NSEC", 1, "000000", "."},
      {"bitmap of 34 octets", "NSEC", 1, "00012200000000000000000000000000000000000000000000000000000000000000000080",
       ". TYPE264"},
      {"invalid key in a list", "SVCB", 1, "00010000000002ffff", "1 . mandatory=invalid key"},
      {"values without octets", "HTTPS", 1, "0001000000000000040000000600000001000000050000",
       R"(1 . mandatory=ipv4hint=ipv6hint=alpn=" ech=)"},
      {"no octets", "MX", 1, "", ""},
      {"some fields only", "MX", 1, "000a", "10"},
      {"octets behind the last field", "A", 1, "c0000201ff", "192.0.2.1"},
      {"another class", "A", 3, "c0000201", ""},
      {"another class, no octets", "A", 3, "", ""},
      {"any class", "NS", 3, "016100", "a."},
      {"unknown, no octets", "TYPE65280", 1, "", R"(\# 0 )"},
      {"unknown", "TYPE65280", 1, "00ff", R"(\# 2 00 ff )"},
      {"number cut off", "MX", 1, "00", " ### PARSE ERROR ###"},
      {"number cut off", "SOA", 1, "016100016200000000", "a. b.  ### PARSE ERROR ###"},
      {"address cut off", "A", 1, "c00002", " ### PARSE ERROR ###"},
      {"address cut off", "AAAA", 1, "2001", " ### PARSE ERROR ###"},
      {"address cut off", "EUI48", 1, "0000", " ### PARSE ERROR ###"},
      {"address cut off", "EUI64", 1, "0000", " ### PARSE ERROR ###"},
      {"label too long", "NS", 1,
       "40616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616"
       "1616161616100",
       " ### PARSE ERROR #3 ###"},
      {"pointer", "NS", 1, "c000", " ### PARSE ERROR #3 ###"},
      {"second name bad", "MINFO", 1, "016100ff", "a.  ### PARSE ERROR #3 ###"},
      {"string cut off", "HINFO", 1, "01610261", R"("a"  ### PARSE ERROR ###)"},
      {"string cut off", "TXT", 1, "0161ff", R"("a"  ### PARSE ERROR ###)"},
      {"string cut off", "CAA", 1, "0005", "0  ### PARSE ERROR ###"},
      {"salt cut off", "NSEC3PARAM", 1, "0100000102aa", "1 0 1  ### PARSE ERROR ###"},
      {"hash cut off", "NSEC3", 1, "010000010002aa", "1 0 1 -  ### PARSE ERROR ###"},
      {"prefix too long", "A6", 1, "81", " ### PARSE ERROR ###"},
      {"suffix cut off", "A6", 1, "40000000", " ### PARSE ERROR ###"},
      {"bitmap of one octet", "NSEC", 1, "0000", ".  ### PARSE ERROR ###"},
      {"bitmap cut off", "NSEC", 1, "00000440", ".  ### PARSE ERROR ###"},
      {"octet behind bitmaps", "NSEC", 1, "0000014000", ". A"},
      {"type cut off", "RRSIG", 1, "00", " ### PARSE ERROR ###"},
      {"parameter key cut off", "SVCB", 1, "00010000", "1 .  ### PARSE ERROR ###"},
      {"parameter size missing", "SVCB", 1, "0001000003", "1 . port= ### PARSE ERROR ###"},
      {"parameter cut off", "SVCB", 1, "00010000030002ff", "1 . port= ### PARSE ERROR ###"},
      {"invalid key", "SVCB", 1, "000100ffff0000", "1 .  ### PARSE ERROR ###"},
      {"half a key", "SVCB", 1, "00010000000003000100", "1 . mandatory=alpn, ### PARSE ERROR #12 ###"},
      {"protocol cut off", "SVCB", 1, "000100000100020268", R"(1 . alpn=" ### PARSE ERROR #12 ###)"},
      {"value of no-default-alpn", "SVCB", 1, "0001000002000100", "1 . no-default-alpn ### PARSE ERROR #12 ###"},
      {"port of one octet", "SVCB", 1, "0001000003000100", "1 . port= ### PARSE ERROR #12 ###"},
      {"half a hint", "SVCB", 1, "00010000040006c0000201c000", "1 . ipv4hint=192.0.2.1, ### PARSE ERROR #12 ###"},
      {"half a hint", "SVCB", 1, "0001000006000120", "1 . ipv6hint= ### PARSE ERROR #12 ###"},
      {"option code cut off", "OPT", 1, "00", " ### PARSE ERROR ###"},
      {"option size missing", "OPT", 1, "000a", "OPT=10: ### PARSE ERROR ###"},
      {"option cut off", "OPT", 1, "000a0002ff", "OPT=10: ### PARSE ERROR ###"},
      {"option code cut off", "OPT", 1, "000a000000", "OPT=10: (\"\")\n ### PARSE ERROR ###"},
      {"subnet cut off", "OPT", 1, "00080003000118", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"subnet of another family", "OPT", 1, "0008000400030000", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"address of a subnet too long", "OPT", 1, "00080009000100000000000000", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"address of a subnet too long", "OPT", 1, "00080015000200000000000000000000000000000000000000",
       "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"error cut off", "OPT", 1, "000f00010000010000", "EDE:  ### PARSE ERROR #12 ###"},
      {"no root label", "NS", 1, "0361", " ### PARSE ERROR #3 ###"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto rrtype = nmsgxx::dns::rrtype_by_name(c.type);
    REQUIRE(rrtype);
    CHECK(text_of(nmsgxx::test::unhex(c.hex), *rrtype, c.rrclass) == c.want);
  }
}
