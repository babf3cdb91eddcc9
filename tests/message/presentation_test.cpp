#include "nmsgxx/presentation.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "nmsgxx/message.hpp"
#include "proto/dnsobs.pb.h"
#include "proto/dnsqr.pb.h"
#include "proto/dnstap.pb.h"
#include "support/test_data.hpp"

using nmsgxx::MessageType;
using nmsgxx::PayloadView;
using nmsgxx::test::unhex;

namespace {

PayloadView payload(MessageType type, nmsgxx::Bytes message) {
  PayloadView p;
  p.time_sec = 1700000000;
  p.time_nsec = 5;
  p.type = type;
  p.has_bytes = true;
  p.bytes = message;
  return p;
}

std::string shown(const PayloadView& p, std::string_view endline = "\n") {
  static const nmsgxx::Registry registry;
  std::string out;
  (void)nmsgxx::PresentationWriter(registry, std::string(endline)).append(p, out);
  return out;
}

/// Without the header line and the empty line.
std::string fields(MessageType type, nmsgxx::Bytes message) {
  const std::string all = shown(payload(type, message));
  const std::size_t begin = all.find('\n') + 1;
  return all.substr(begin, all.size() - begin - 1);
}

}  // namespace

TEST_CASE("PresentationWriter: writes header lines") {
  struct Case {
    const char* name;
    PayloadView payload;
    std::string_view want;
  };
  const auto with = [](MessageType type, auto change) {
    PayloadView p = payload(type, {});
    change(p);
    return p;
  };
  const Case cases[] = {
      {"nothing", with({1, 6}, [](auto&) {}), "[0] [2023-11-14 22:13:20.000000005] [1:6 base logline] [00000000] [] [] \n"},
      {"all",
       with({1, 6},
            [](auto& p) {
              p.has_source = p.has_operator = p.has_group = true;
              p.source = 0xA1BA02CF;
              p.operator_ = 2;
              p.group = 300;
            }),
       "[0] [2023-11-14 22:13:20.000000005] [1:6 base logline] [a1ba02cf] [2] [300] \n"},
      {"zeros are none", with({1, 6}, [](auto& p) { p.has_source = p.has_operator = p.has_group = true; }),
       "[0] [2023-11-14 22:13:20.000000005] [1:6 base logline] [00000000] [] [] \n"},
      {"what is not present", with({1, 6}, [](auto& p) { p.source = p.operator_ = p.group = 7; }),
       "[0] [2023-11-14 22:13:20.000000005] [1:6 base logline] [00000000] [] [] \n"},
      {"before 1970",
       with({1, 6},
            [](auto& p) {
              p.time_sec = -2;
              p.time_nsec = 500000000;
            }),
       "[0] [1969-12-31 23:59:58.500000000] [1:6 base logline] [00000000] [] [] \n"},
      {"an early year", with({1, 6}, [](auto& p) { p.time_sec = -62135596800; }),
       "[0] [1-01-01 00:00:00.000000005] [1:6 base logline] [00000000] [] [] \n"},
      {"the longest of all",
       with({~0u, ~0u},
            [](auto& p) {
              p.time_sec = std::numeric_limits<std::int64_t>::min();
              p.time_nsec = p.source = p.operator_ = p.group = ~0u;
              p.has_source = p.has_operator = p.has_group = true;
            }),
       "[0] [-292277022657-01-27 08:29:52.4294967295] [4294967295:4294967295 (unknown) (unknown)] [ffffffff] [4294967295] "
       "[4294967295] \n"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(shown(c.payload).starts_with(c.want));
    }
  }
}

TEST_CASE("PresentationWriter: writes fields") {
  struct Case {
    const char* name;
    MessageType type;
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"packet", {1, 12}, "0801 1203 450000", "payload_type: IP\npayload: <BYTE ARRAY LEN=3>\n"},
      {"packet, other order", {1, 12}, "1203 450000 0802", "payload_type: <UNKNOWN ENUM VAL=2>\npayload: <BYTE ARRAY LEN=3>\n"},
      {"packet, negative type",
       {1, 12},
       "08FFFFFFFFFFFFFFFFFF01 1200",
       "payload_type: <UNKNOWN ENUM VAL=4294967295>\npayload: <BYTE ARRAY LEN=0>\n"},
      {"packet, cut", {1, 12}, "0801 1203 4500", "<the message does not decode>\n"},
      {"packet, no payload", {1, 12}, "0801", "<the message does not decode>\n"},
      {"ipconn",
       {1, 5},
       "0806 1204 C0000201 188006 2210 20010DB8000000000000000000000001 2835",
       "proto: 6\nsrcip: 192.0.2.1\nsrcport: 768\ndstip: 2001:db8::1\ndstport: 53\n"},
      {"ipconn, nothing", {1, 5}, "", ""},
      {"ipconn, last one counts", {1, 5}, "0806 0811", "proto: 17\n"},
      {"ipconn, 16 bits count", {1, 5}, "188180 04", "srcport: 1\n"},
      {"ipconn, addresses of wrong size", {1, 5}, "1200 2203 000000", "srcip: <INVALID IP len=0>\ndstip: <INVALID IP len=3>\n"},
      {"ipconn, unknown fields", {1, 5}, "30 01 0A0101 0806", "proto: 6\n"},
      {"ipconn, cut", {1, 5}, "0806 1204 C00002", "<the message does not decode>\n"},
      {"logline", {1, 6}, "0A05 64656D6F00 1203 6F6E65", "category: demo\nmessage: one\n"},
      {"text up to its NUL", {1, 6}, "0A05 6100620000", "category: a\n"},
      {"lines", {1, 3}, "0801 1200 1A0178 2A04 610A6200", "type: redirect\nsrc: \ndst: x\nheaders:\na\nb.\n"},
      {"enum of another value", {1, 11}, "084D 1200", "type: <UNKNOWN ENUM VAL=77>\npayload: <BYTE ARRAY LEN=0>\n"},
      {"repeated", {1, 2}, "3A0161 1A04 7F000001 3A0162", "srcip: 127.0.0.1\nrcpt: a\nrcpt: b\n"},
      {"negative",
       {1, 4},
       "0800 D804FFFFFFFFFFFFFFFFFF01 9804FFFFFFFFFFFFFFFFFF01",
       "type: unknown\np0f_dist: -1\np0f_uptime: -1\n"},
      {"required field missing", {1, 10}, "0A0178", "<the message does not decode>\n"},
      {"garbage", {1, 6}, "FFFF", "<the message does not decode>\n"},
      {"unknown type", {1, 99}, "0801", "<UNKNOWN NMSG 1:99>\n1: 1\n"},
      {"unknown type, bytes and text",
       {1, 99},
       "0A03 6E7322 1202 00FF 0A00 4D 01020304",
       "<UNKNOWN NMSG 1:99>\n1: \"ns\\\"\"\n2: 00ff\n1: \"\"\n9: 67305985\n"},
      {"unknown type, garbage", {1, 99}, "0801 FF", "<UNKNOWN NMSG 1:99>\n<the message does not decode>\n"},
      {"type 0", {1, 0}, "", "<UNKNOWN NMSG 1:0>\n"},
      {"unknown vendor", {~0u, 12}, "0801", "<UNKNOWN NMSG 4294967295:12>\n1: 1\n"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(fields(c.type, unhex(c.hex)) == c.want);
    }
  }
}

TEST_CASE("PresentationWriter: ends lines with a given text") {
  const auto message = unhex("0801 1203 450000");
  PayloadView p = payload({1, 12}, message);
  CHECK(shown(p, " \\\n\t") ==
        "[7] [2023-11-14 22:13:20.000000005] [1:12 base packet] [00000000] [] []  \\\n\tpayload_type: IP \\\n\t"
        "payload: <BYTE ARRAY LEN=3> \\\n\t\n");
  p.has_bytes = false;
  p.bytes = {};
  CHECK(shown(p, "|") == "[0] [2023-11-14 22:13:20.000000005] [1:12 base packet] [00000000] [] [] |<no message>|\n");
  p.type = {1, 99};
  CHECK(shown(p, "") == "[0] [2023-11-14 22:13:20.000000005] [1:99 base (unknown)] [00000000] [] [] <UNKNOWN NMSG 1:99>\n");
}

TEST_CASE("PresentationWriter: writes all kinds of numbers") {
  nmsg::base::DnsQR dnsqr;
  dnsqr.set_type(nmsg::base::DnsQR::TCP);
  dnsqr.set_query_ip("\1\2\3\4");
  dnsqr.set_response_ip("");
  dnsqr.set_proto(6);
  dnsqr.set_query_port(0);
  dnsqr.set_response_port(53);
  dnsqr.set_id(9);
  dnsqr.add_query_time_sec(-1);
  dnsqr.add_query_time_nsec(-2);
  dnsqr.set_timeout(-2.25);
  dnsqr.set_resolver_address_zeroed(true);
  CHECK(
      fields({1, 9}, nmsgxx::test::as_bytes(dnsqr.SerializeAsString())) ==
      "type: TCP\nquery_ip: 1.2.3.4\nresponse_ip: <INVALID IP len=0>\nproto: TCP (6)\nquery_port: 0\nresponse_port: 53\nid: 9\n"
      "timeout: -2.250000\nresolver_address_zeroed: True\n");

  for (const double timeout : {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::infinity()}) {
    dnsqr.set_timeout(timeout);
    char want[400];
    std::snprintf(want, sizeof want, "\ntimeout: %f\n", timeout);
    CHECK(fields({1, 9}, nmsgxx::test::as_bytes(dnsqr.SerializeAsString())).find(want) != std::string::npos);
  }
}

TEST_CASE("PresentationWriter: writes the fields of an embedded message") {
  dnstap::Dnstap dnstap;
  dnstap.set_type(dnstap::Dnstap::MESSAGE);
  dnstap.mutable_message()->set_type(dnstap::Message::TOOL_QUERY);
  dnstap.mutable_message()->set_query_time_sec(1);
  const auto show = [&] { return fields({1, 13}, nmsgxx::test::as_bytes(dnstap.SerializePartialAsString())); };
  CHECK(show() == "type: MESSAGE\nmessage_type: TOOL_QUERY\nsocket_family: INET\nsocket_protocol: UDP\nquery_time_sec: 1\n");
  dnstap.mutable_message()->clear_type();
  CHECK(show() == "<the message does not decode>\n");
}

TEST_CASE("PresentationWriter: writes any bytes of any type") {
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::byte> message(random() % 40);
    for (auto& byte : message) byte = static_cast<std::byte>(random() % 2 == 0 ? random() : random() % 16 * 8 + random() % 6);
    message.shrink_to_fit();
    const auto text = shown(payload({1, static_cast<std::uint32_t>(random() % 16)}, message));
    if (!text.starts_with('[') || !text.ends_with('\n')) FAIL("shown as " << text);
  }
}

TEST_CASE("PresentationWriter: escapes the text of payloads on request") {
  struct Case {
    const char* name;
    MessageType type;
    std::string text;
    std::string_view raw;
    std::string_view escaped;
  };
  constexpr MessageType kHttp{1, 4};
  constexpr MessageType kLogline{1, 6};
  const std::string nul(1, '\0');
  const Case cases[] = {
      {"plain text", kLogline, "plain" + nul, "category: plain\n", "category: plain\n"},
      {"an escape sequence", kLogline, "a\x1b[2J" + nul, "category: a\x1b[2J\n", "category: a\\x1b[2J\n"},
      {"a forged line", kLogline, "a\nmessage: b" + nul, "category: a\nmessage: b\n", "category: a\\nmessage: b\n"},
      {"lines", kHttp, "GET /\r\nHost: a\n" + nul, "request:\nGET /\r\nHost: a\n.\n", "request:\nGET /\\r\nHost: a\n.\n"},
      {"lines without an end", kHttp, "GET /" + nul, "request:\nGET /.\n", "request:\nGET /.\n"},
      {"a forged end", kHttp, ".\n\n..\n" + nul, "request:\n.\n\n..\n.\n", "request:\n\\x2e\n\n..\n.\n"},
      {"a forged header", kHttp, "\n[1] [x\n" + nul, "request:\n\n[1] [x\n.\n", "request:\n\n\\x5b1] [x\n.\n"},
  };
  static const nmsgxx::Registry registry;
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      nmsgxx::Message message(*registry.find(c.type));
      const auto field = message.schema().find(c.type == kHttp ? "request" : "category");
      REQUIRE(message.set_bytes(*field, std::as_bytes(std::span(c.text))));
      if (c.type == kHttp) REQUIRE(message.set_number(*message.schema().find("type"), 0));
      std::vector<std::byte> bytes;
      REQUIRE(message.encode(bytes));
      for (const auto& [text, want] :
           {std::pair(nmsgxx::PayloadText::raw, c.raw), std::pair(nmsgxx::PayloadText::escaped, c.escaped)}) {
        std::string out;
        REQUIRE(nmsgxx::PresentationWriter(registry, "\n", nullptr, text).append(payload(c.type, bytes), out));
        CHECK(out.find(want) != std::string::npos);
        CAPTURE(out);
      }
    }
  }
}
