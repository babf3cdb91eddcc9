#include <doctest/doctest.h>

#include <string>

#include "dns/codes.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_cases.hpp"
#include "support/test_data.hpp"

namespace {

std::string text_of(nmsgxx::Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass) {
  std::string text = "before ";
  nmsgxx::dns::append_rdata(rdata, rrtype, rrclass, text.max_size(), text);
  REQUIRE(text.starts_with("before "));
  return text.substr(7);
}

}  // namespace

TEST_CASE("append_rdata: writes the text of every type") {
  for (const auto& c : nmsgxx::test::kRdataCases) {
    SUBCASE(std::string(c.type).append(" ").append(c.text).c_str()) {
      const auto rrtype = nmsgxx::dns::rrtype_by_name(c.type);
      REQUIRE(rrtype);
      CHECK(text_of(nmsgxx::test::unhex(c.hex), *rrtype, 1) == c.text);
    }
  }
}

TEST_CASE("append_rdata: writes malformed and incomplete rdata as far as it goes") {
  struct Case {
    std::string_view name;
    std::string_view type;
    std::uint16_t rrclass;
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"empty bitmap window", "NSEC", 1, "000000", "."},
      {"bitmap of 34 bytes", "NSEC", 1, "00012200000000000000000000000000000000000000000000000000000000000000000080",
       ". TYPE264"},
      {"invalid key in a list", "SVCB", 1, "00010000000002ffff", "1 . mandatory=invalid key"},
      {"empty values", "HTTPS", 1, "0001000000000000040000000600000001000000050000",
       R"(1 . mandatory=ipv4hint=ipv6hint=alpn=" ech=)"},
      {"empty", "MX", 1, "", ""},
      {"some fields only", "MX", 1, "000a", "10"},
      {"bytes after the last field", "A", 1, "c0000201ff", "192.0.2.1"},
      {"another class", "A", 3, "c0000201", ""},
      {"another class, empty", "A", 3, "", ""},
      {"any class", "NS", 3, "016100", "a."},
      {"unknown type, empty", "TYPE65280", 1, "", R"(\# 0 )"},
      {"unknown type", "TYPE65280", 1, "00ff", R"(\# 2 00 ff )"},
      {"truncated number", "MX", 1, "00", " ### PARSE ERROR ###"},
      {"truncated number", "SOA", 1, "016100016200000000", "a. b.  ### PARSE ERROR ###"},
      {"truncated address", "A", 1, "c00002", " ### PARSE ERROR ###"},
      {"truncated address", "AAAA", 1, "2001", " ### PARSE ERROR ###"},
      {"truncated address", "EUI48", 1, "0000", " ### PARSE ERROR ###"},
      {"truncated address", "EUI64", 1, "0000", " ### PARSE ERROR ###"},
      {"label of 64 bytes", "NS", 1,
       "40616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616"
       "1616161616100",
       " ### PARSE ERROR #3 ###"},
      {"pointer", "NS", 1, "c000", " ### PARSE ERROR #3 ###"},
      {"malformed second name", "MINFO", 1, "016100ff", "a.  ### PARSE ERROR #3 ###"},
      {"truncated string", "HINFO", 1, "01610261", R"("a"  ### PARSE ERROR ###)"},
      {"truncated string", "TXT", 1, "0161ff", R"("a"  ### PARSE ERROR ###)"},
      {"truncated string", "CAA", 1, "0005", "0  ### PARSE ERROR ###"},
      {"truncated salt", "NSEC3PARAM", 1, "0100000102aa", "1 0 1  ### PARSE ERROR ###"},
      {"truncated hash", "NSEC3", 1, "010000010002aa", "1 0 1 -  ### PARSE ERROR ###"},
      {"prefix too long", "A6", 1, "81", " ### PARSE ERROR ###"},
      {"truncated suffix", "A6", 1, "40000000", " ### PARSE ERROR ###"},
      {"bitmap of one byte", "NSEC", 1, "0000", ".  ### PARSE ERROR ###"},
      {"truncated bitmap", "NSEC", 1, "00000440", ".  ### PARSE ERROR ###"},
      {"byte after the bitmap", "NSEC", 1, "0000014000", ". A"},
      {"truncated type", "RRSIG", 1, "00", " ### PARSE ERROR ###"},
      {"truncated key", "SVCB", 1, "00010000", "1 .  ### PARSE ERROR ###"},
      {"missing size", "SVCB", 1, "0001000003", "1 . port= ### PARSE ERROR ###"},
      {"truncated parameter", "SVCB", 1, "00010000030002ff", "1 . port= ### PARSE ERROR ###"},
      {"invalid key", "SVCB", 1, "000100ffff0000", "1 .  ### PARSE ERROR ###"},
      {"half a mandatory key", "SVCB", 1, "00010000000003000100", "1 . mandatory=alpn, ### PARSE ERROR #12 ###"},
      {"truncated protocol", "SVCB", 1, "000100000100020268", R"(1 . alpn=" ### PARSE ERROR #12 ###)"},
      {"value of no-default-alpn", "SVCB", 1, "0001000002000100", "1 . no-default-alpn ### PARSE ERROR #12 ###"},
      {"port of one byte", "SVCB", 1, "0001000003000100", "1 . port= ### PARSE ERROR #12 ###"},
      {"half an IPv4 hint", "SVCB", 1, "00010000040006c0000201c000", "1 . ipv4hint=192.0.2.1, ### PARSE ERROR #12 ###"},
      {"half an IPv6 hint", "SVCB", 1, "0001000006000120", "1 . ipv6hint= ### PARSE ERROR #12 ###"},
      {"truncated code", "OPT", 1, "00", " ### PARSE ERROR ###"},
      {"missing size", "OPT", 1, "000a", "OPT=10: ### PARSE ERROR ###"},
      {"truncated option", "OPT", 1, "000a0002ff", "OPT=10: ### PARSE ERROR ###"},
      {"truncated code of the second option", "OPT", 1, "000a000000", "OPT=10: (\"\")\n ### PARSE ERROR ###"},
      {"truncated subnet", "OPT", 1, "00080003000118", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"subnet of another family", "OPT", 1, "0008000400030000", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"subnet of a long IPv4 address", "OPT", 1, "00080009000100000000000000", "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"subnet of a long IPv6 address", "OPT", 1, "00080015000200000000000000000000000000000000000000",
       "CLIENT-SUBNET:  ### PARSE ERROR #12 ###"},
      {"truncated error", "OPT", 1, "000f00010000010000", "EDE:  ### PARSE ERROR #12 ###"},
      {"no root label", "NS", 1, "0361", " ### PARSE ERROR #3 ###"},
  };
  for (const auto& c : cases) {
    SUBCASE(std::string(c.type).append(": ").append(c.name).c_str()) {
      const auto rrtype = nmsgxx::dns::rrtype_by_name(c.type);
      REQUIRE(rrtype);
      CHECK(text_of(nmsgxx::test::unhex(c.hex), *rrtype, c.rrclass) == c.want);
    }
  }
}

TEST_CASE("append_rdata: ends a type bitmap where its text is too long") {
  auto rdata = nmsgxx::test::unhex("00");
  for (std::size_t window = 0; window < 100; ++window) {
    rdata.push_back(static_cast<std::byte>(window));
    rdata.push_back(std::byte{32});
    rdata.resize(rdata.size() + 32, std::byte{0xFF});
  }
  std::string out;
  nmsgxx::dns::append_rdata(rdata, 47, 1, 10'000, out);
  CHECK(out.size() <= 20'000);
  CHECK(out.ends_with(" ### PARSE ERROR ###"));
  out.clear();
  nmsgxx::dns::append_rdata(rdata, 47, 1, out.max_size(), out);
  CHECK(out.size() > 200'000);
  CHECK(!out.ends_with(" ### PARSE ERROR ###"));
}
