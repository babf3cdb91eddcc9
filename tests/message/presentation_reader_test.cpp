#include <doctest/doctest.h>

#include <sstream>

#include "nmsgxx/presentation.hpp"
#include "support/test_data.hpp"

using nmsgxx::PayloadView;
using nmsgxx::PresentationReader;
using nmsgxx::Registry;
using nmsgxx::test::unhex;

namespace {

const Registry kRegistry;

struct Read {
  std::vector<PayloadView> payloads;
  std::vector<std::vector<std::byte>> bytes;
  std::vector<std::string> refused;
};

Read read(std::string_view type, const std::string& text) {
  Read all;
  PresentationReader reader(*kRegistry.find("base", type));
  const auto take = [&](const auto& result) {
    if (!result) {
      all.refused.push_back(result.error().message());
    } else if (*result) {
      all.payloads.push_back(**result);
      all.bytes.emplace_back((*result)->bytes.begin(), (*result)->bytes.end());
    }
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) take(reader.read(line));
  take(reader.finish());
  return all;
}

}  // namespace

TEST_CASE("PresentationReader: reads fields") {
  struct Case {
    const char* name;
    std::string_view type;
    std::string_view text;
    std::string_view hex;
  };
  static const Case cases[] = {
      {"without a header line", "ipconn", "proto: 17\nsrcip: 192.0.2.1\nsrcport: 53\n\n", "0811 1204C0000201 1835"},
      {"without the last empty line", "ipconn", "proto: 17", "0811"},
      {"without the last newline of a text", "logline", "category: a b", "0A04 61206200"},
      {"hexadecimal", "ipconn", "dstport: 0x35\n\n", "2835"},
      {"lines", "linkpair", "type: anchor\nsrc: a\ndst: b\nheaders:\nx\n\ny\n.\n\n",
       "0800 12026100 1A026200 2A06 780A0A790A00"},
      {"repeated", "email", "rcpt: a\nrcpt: b\n\n", "3A026100 3A026200"},
      {"unknown enum value", "packet", "", ""},
      {"names and numbers", "dns", "rrname: a.\nrrclass: IN (1)\nrrtype: A (1)\nrdata: 192.0.2.1\n\n",
       "0A03016100 1001 1801 2A04C0000201"},
      {"unknown names", "dns", "rrtype: <UNKNOWN> (65280)\nrrclass: CLASS7 (7)\n\n", "1080FE03 1807"},
      {"empty text", "logline", "category: \nmessage:\n\n", "0A0100 120100"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const Read all = read(c.type, std::string(c.text));
      for (const auto& why : all.refused) FAIL(why);
      REQUIRE(all.bytes.size() == (c.text.empty() ? 0 : 1));
      if (!c.text.empty()) CHECK((all.bytes[0] == unhex(c.hex)));
    }
  }
}

TEST_CASE("PresentationReader: reads time, source, operator and group from header lines") {
  const Read all =
      read("ipconn", "[2] [2023-11-14 22:13:20.123456789] [1:5 base ipconn] [000000a1] [2] [300] \nproto: 6\n\nproto: 7\n\n");
  REQUIRE(all.payloads.size() == 2);
  CHECK(all.payloads[0].time_sec == 1700000000);
  CHECK(all.payloads[0].time_nsec == 123456789);
  CHECK(all.payloads[0].source == 0xA1);
  CHECK(all.payloads[0].operator_ == 2);
  CHECK(all.payloads[0].group == 300);
  CHECK(all.payloads[1].time_sec > 1700000000);
  CHECK_FALSE(all.payloads[1].has_source);
}

TEST_CASE("PresentationReader: says why it rejects a payload, and reads the next one") {
  struct Case {
    const char* name;
    std::string_view type;
    std::string_view text;
    std::string_view why;
  };
  static const Case cases[] = {
      {"unknown field", "ipconn", "proto: 6\nport: 1\nsrcport: 2", "unknown field port"},
      {"no field", "ipconn", "hello", "expected a field and a colon, got \"hello\""},
      {"bad number", "ipconn", "proto: x", "field proto: expected uint16, got \"x\""},
      {"too large", "ipconn", "proto: 65536", "field proto: expected uint16, got 65536"},
      {"counted bytes", "packet", "payload_type: IP\npayload: <BYTE ARRAY LEN=3>",
       "field payload: its text cannot be read back"},
      {"another type", "ipconn", "[2] [2023-11-14 22:13:20.1] [1:6 base logline] [] [] []",
       "expected the type base ipconn, got 1:6 base logline"},
      {"broken header line", "ipconn", "[2] [yesterday]", "expected a header line, got \"[2] [yesterday]\""},
      {"required field missing", "linkpair", "type: anchor", "src"},
      {"data of no type", "dns", "rdata: 1", "field rdata: expected rrtype and rrclass before it"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const Read all = read(c.type, std::string(c.text) + "\n\n" + (c.type == "ipconn" ? "proto: 9\n\n" : ""));
      REQUIRE(all.refused.size() == 1);
      CAPTURE(all.refused[0]);
      CHECK(all.refused[0].find(c.why) != std::string::npos);
      CHECK(all.payloads.size() == (c.type == "ipconn" ? 1 : 0));
    }
  }
  const Read unended = read("linkpair", "type: anchor\nsrc: a\ndst: b\nheaders:\nx\n");
  REQUIRE(unended.refused.size() == 1);
  CHECK(unended.refused[0].find("line \".\"") != std::string::npos);
}

TEST_CASE("PresentationReader: limits the size of all lines of a payload") {
  std::string text = "headers:\n";
  std::string fields;
  for (int n = 0; n < 100; ++n) {
    text += "x\n";
    fields += "src: a\n";
  }
  for (const std::string& endless : {text, fields}) {
    CAPTURE(endless.size());
    PresentationReader reader(*kRegistry.find("base", "linkpair"), nullptr, 100);
    std::istringstream lines(endless + "\ntype: anchor\nsrc: a\ndst: b\n\n");
    int refused = 0;
    int payloads = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto read = reader.read(line);
      refused += read ? 0 : 1;
      payloads += read && *read ? 1 : 0;
    }
    CHECK(refused == 1);
    CHECK(payloads == 1);
  }
}

TEST_CASE("PresentationReader: skips the blocks of computed fields") {
  const Read all =
      read("dnsqr",
           "type: UDP_QUERY_RESPONSE\nquery_ip: 192.0.2.1\nresponse_ip: 192.0.2.2\nproto: UDP (17)\nquery_port: 1\n"
           "response_port: 53\nid: 7\nrcode: NXDOMAIN (3)\ndelay: 0.500000\nquery: [12 octets]\n;; a\n\n;; b\n---\n"
           "response: <PARSE ERROR>\n\n");
  for (const auto& why : all.refused) FAIL(why);
  REQUIRE(all.bytes.size() == 1);
  CHECK((all.bytes[0] == unhex("0801 1204C0000201 1A04C0000202 2011 2801 3035 3807 5803")));
}
