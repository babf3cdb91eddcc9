#include "nmsgxx/where.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>

#include "message/container_file.hpp"
#include "nmsgxx/json.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

using nmsgxx::Aliases;
using nmsgxx::AliasTable;
using nmsgxx::PayloadView;
using nmsgxx::Where;
using nmsgxx::WhereMatcher;

namespace {

const nmsgxx::Registry kRegistry;

/// Whether a payload, as JSON has it, is matched; the error's place and words when there is one.
std::string asked(std::string_view condition, std::string_view json, const Aliases* aliases = nullptr) {
  const auto compiled = Where::compile(condition, kRegistry, aliases);
  if (!compiled) return std::to_string(compiled.error().offset) + ": " + compiled.error().message();
  nmsgxx::JsonReader reader(kRegistry);
  const auto payload = reader.read(json);
  if (!payload) return payload.error().message();
  return WhereMatcher(*compiled).matches(*payload) ? "yes" : "no";
}

constexpr std::string_view kIpconn =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"base","mname":"ipconn","source":"0000000a","operator":7,)"
    R"("message":{"proto":17,"srcip":"192.0.2.1","srcport":53,"dstip":"2001:db8::1"}})";
constexpr std::string_view kDns =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"base","mname":"dns",)"
    R"("message":{"rrname":"www.Example.com.","rrclass":"IN","rrtype":"A","rrttl":300,"rdata":["192.0.2.1","192.0.2.2"]}})";
constexpr std::string_view kLogline =
    R"({"time":"1970-01-01 00:00:00.000000000","vname":"base","mname":"logline","message":{"category":"a\"b","message":"some text"}})";
constexpr std::string_view kQr =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"base","mname":"dnsqr","message":{"type":"UDP_UNANSWERED_QUERY",)"
    R"("query_ip":"10.1.2.3","response_ip":"10.0.0.1","proto":"UDP","query_port":4000,"response_port":53,"id":1000,)"
    R"("qname":"a.example.","qclass":"IN","qtype":"AAAA","timeout":2.5}})";
constexpr std::string_view kDelay =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"SIE","mname":"delay","message":{"query_ip":"10.1.2.3",)"
    R"("response_ip":"10.0.0.1","response_time_sec":1,"delay":-0.25}})";
constexpr std::string_view kNewDomain =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"SIE","mname":"newdomain","message":{"domain":"a.example.",)"
    R"("time_seen":"2015-02-22 06:58:27","new_domain":true,"new_rrname":false}})";
constexpr std::string_view kHttp =
    R"({"time":"2015-02-22 06:58:27.500000000","vname":"base","mname":"http","message":{"type":"sinkhole","p0f_dist":-3}})";

}  // namespace

TEST_CASE("Where: matches payloads") {
  struct Case {
    std::string condition;
    std::string_view payload;
    std::string want;
  };
  const Case cases[] = {
      // The header of a payload.
      {"mname == ipconn", kIpconn, "yes"},
      {"mname == \"IPCONN\" && vname == base", kIpconn, "yes"},
      {"mname in {dns, ipconn}", kIpconn, "yes"},
      {"mname != ipconn", kIpconn, "no"},
      {"vid == 1 && msgtype == 5", kIpconn, "yes"},
      {"source == 10 and source == 0xa", kIpconn, "yes"},
      {"group", kIpconn, "no"},
      {"group == 1", kIpconn, "no"},
      {"group != 1", kIpconn, "yes"},
      {"operator", kIpconn, "yes"},
      {"size > 10 && size < 100", kIpconn, "yes"},
      {"time == \"2015-02-22 06:58:27\"", kIpconn, "yes"},
      {"time == \"2015-02-22 06:58:27.5\"", kIpconn, "yes"},
      {"time == \"2015-02-22 06:58:27.4\"", kIpconn, "no"},
      {"time == 2015-02-22", kIpconn, "yes"},
      {"time > 2015-02-22", kIpconn, "no"},
      {"time >= 2015-02-22 && time < \"2015-02-22T06:58:28Z\"", kIpconn, "yes"},
      {"time in 2015-02-21..2015-02-23", kIpconn, "yes"},
      {"time == 1424588307", kIpconn, "yes"},
      {"time < 0 || time > 0", kLogline, "no"},
      // Numbers.
      {"srcport == 53", kIpconn, "yes"},
      {"srcport = 0x35", kIpconn, "yes"},
      {"srcport in {1, 50..60}", kIpconn, "yes"},
      {"srcport in {1, 2..52, 54}", kIpconn, "no"},
      {"srcport in 53", kIpconn, "yes"},
      {"srcport < 53 || srcport > 53", kIpconn, "no"},
      {"srcport <= 53 && srcport >= 53", kIpconn, "yes"},
      {"srcport < 0", kIpconn, "no"},
      {"dstport", kIpconn, "no"},
      {"dstport == 0", kIpconn, "no"},
      {"!dstport", kIpconn, "yes"},
      {"dstport != 0", kIpconn, "yes"},
      {"rrttl > 299", kDns, "yes"},
      {"rrttl > 0", kIpconn, "no"},
      {"delay < 0 && delay > -0.5", kDelay, "yes"},
      {"timeout == 2.5", kQr, "yes"},
      {"timeout in {1..2, 3..4}", kQr, "no"},
      {"p0f_dist < -2 && p0f_dist >= -3", kHttp, "yes"},
      {"time_seen == 2015-02-22 && time_seen == \"2015-02-22 06:58:27\"", kNewDomain, "yes"},
      {"time_seen in 2015-02-23..2015-02-24", kNewDomain, "no"},
      {"time_seen == 1424588307", kNewDomain, "yes"},
      {"time_seen > 1969-12-31", kNewDomain, "yes"},
      {"time_seen < 1969-12-31 || time_seen == -1", kNewDomain, "no"},
      {"time_seen in 1969-12-31..2300-01-01", kNewDomain, "yes"},
      {"new_domain && !new_rrname && !new_rrset", kNewDomain, "yes"},
      // Names of numbers.
      {"rrtype == A && rrclass == IN", kDns, "yes"},
      {"rrtype == 1", kDns, "yes"},
      {"qtype in {A, AAAA}", kQr, "yes"},
      {"qtype == TYPE28", kQr, "yes"},
      {"type == UDP_UNANSWERED_QUERY", kQr, "yes"},
      {"type == 2", kQr, "yes"},
      {"proto == UDP && proto == 17", kQr, "yes"},
      // Addresses.
      {"srcip == 192.0.2.1", kIpconn, "yes"},
      {"srcip in 192.0.2.0/24", kIpconn, "yes"},
      {"srcip in {198.51.100.0/24, 192.0.2.0/31}", kIpconn, "yes"},
      {"srcip in 192.0.2.2/31", kIpconn, "no"},
      {"srcip in 0.0.0.0/0", kIpconn, "yes"},
      {"srcip in ::/0", kIpconn, "no"},
      {"dstip == 2001:db8::1 && dstip in 2001:db8::/33", kIpconn, "yes"},
      {"dstip in 2001:db8:8000::/33", kIpconn, "no"},
      // Domain names.
      {"rrname == www.example.com", kDns, "yes"},
      {"rrname == \"WWW.EXAMPLE.COM.\"", kDns, "yes"},
      {"rrname under example.com", kDns, "yes"},
      {"rrname under www.example.com", kDns, "yes"},
      {"rrname under ample.com", kDns, "no"},
      {"rrname under .", kDns, "yes"},
      {"rrname contains ample", kDns, "yes"},
      {"rrname contains \"ample.\"", kDns, "yes"},
      // Texts, several values.
      {"rdata == \"192.0.2.2\"", kDns, "yes"},
      {"rdata != \"192.0.2.2\"", kDns, "no"},
      {"rdata contains 192", kDns, "yes"},
      {"category == \"a\\\"b\"", kLogline, "yes"},
      {"message.message contains \"me te\"", kLogline, "yes"},
      {"message == \"some text\"", kLogline, "yes"},
      {"message == \"some tex\"", kLogline, "no"},
      // Combinations.
      {"srcport == 1 || srcport == 2 || srcport == 53", kIpconn, "yes"},
      {"srcport == 53 && proto == 17 && dstport == 1", kIpconn, "no"},
      {"srcport == 1 && srcport == 2 || srcport == 53", kIpconn, "yes"},
      {"srcport == 1 && (srcport == 2 || srcport == 53)", kIpconn, "no"},
      {"not (srcport == 1 or srcport == 2) and not not srcport == 53", kIpconn, "yes"},
      {"!(srcport == 53 && proto == 17)", kIpconn, "no"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.condition.c_str()) {
      CHECK(asked(c.condition, c.payload) == c.want);
    }
  }
}

TEST_CASE("Where: compares times of any 64-bit seconds, and carries nanoseconds") {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  struct Case {
    const char* name;
    std::int64_t seconds;
    std::uint32_t nanoseconds;
    std::string_view condition;
    bool want;
  };
  static const Case cases[] = {
      {"2300, equal", 10413792000, 5, "time == \"2300-01-01 00:00:00\"", true},
      {"2300, its day", 10413792000, 5, "time == 2300-01-01", true},
      {"2300, the second before", 10413792000, 5, "time == \"2299-12-31 23:59:59\"", false},
      {"2300, after", 10413792000, 5, "time > \"2299-12-31 23:59:59.999999999\"", true},
      {"2300, by nanoseconds", 10413792000, 5, "time > \"2300-01-01 00:00:00.000000005\"", false},
      {"2300, as a number", 10413792000, 5, "time == 10413792000", true},
      {"2263 is not 2300", 9246182400, 0, "time >= 2300-01-01", false},
      {"2263 is after 2262", 9246182400, 0, "time > 2262-12-31", true},
      {"the year 12345", 327403382400, 0, "time == 12345-01-01", true},
      {"the last second", kMost, 999'999'999, "time == \"292277026596-12-04 15:30:07\"", true},
      {"the last second, as a number", kMost, 0, "time == 9223372036854775807", true},
      {"the last second, to the end", kMost, 0, "time >= 9223372036854775807", true},
      {"the last but one", kMost - 1, 999'999'999, "time >= 9223372036854775807", false},
      {"the last but one, carried", kMost - 1, 1'000'000'000, "time == 9223372036854775807", true},
      {"beyond the last second", kMost, 1'000'000'000, "time > 9223372036854775807", true},
      {"the first second", kLeast, 0, "time == -9223372036854775808", true},
      {"the first second, as a time", kLeast, 0, "time == \"-292277022657-01-27 08:29:52\"", true},
      {"the first second, not before", kLeast, 0, "time < -9223372036854775808", false},
      {"before 1970", -1, 500'000'000, "time == -1", true},
      {"before 1970, by nanoseconds", -1, 500'000'000, "time > \"1969-12-31 23:59:59.4\"", true},
      {"before 1970, in a range", -1, 500'000'000, "time in 1969-12-31..1970-01-01", true},
      {"1600", -11676096000, 0, "time == 1600-01-01", true},
      {"a second of nanoseconds", 0, 1'000'000'000, "time == 1", true},
      {"a second of nanoseconds is no longer 0", 0, 1'000'000'000, "time == 0", false},
      {"four seconds of nanoseconds", -5, 4'294'967'295, "time == \"1969-12-31 23:59:59.294967295\"", true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      PayloadView payload{.time_sec = c.seconds, .time_nsec = c.nanoseconds, .type = {1, 5}};
      const auto condition = Where::compile(c.condition, kRegistry);
      if (!condition) FAIL(condition.error().message());
      CHECK(WhereMatcher(*condition).matches(payload) == c.want);
    }
  }
  CHECK(asked("time == \"292277026596-12-04 15:30:08\"", kIpconn).starts_with("8: "));
  CHECK(asked("time == \"-292277022657-01-27 08:29:51\"", kIpconn).starts_with("8: "));
}

TEST_CASE("Where: says what is wrong with a condition, and at which offset") {
  struct Case {
    std::string condition;
    std::string want;
  };
  const Case cases[] = {
      {"", "0: expected the name of a field, got the end of the condition"},
      {"srcport ==", "10: expected a value, got the end of the condition"},
      {"srcport == 53 &&", "16: expected the name of a field, got the end of the condition"},
      {"srcport == 53 proto == 1", "14: expected && or ||, got 'proto'"},
      {"(srcport", "0: unclosed bracket"},
      {"srcport in {1, 2", "11: unclosed set"},
      {"srcport in {}", "12: expected a value, got '}'"},
      {"srcport in 3..2", "11: range is descending: 3..2"},
      {"srcport == \"53", "11: unclosed quotation mark"},
      {"srcport ~ 53", "8: unexpected character '~'"},
      {"srcprt == 53", "0: no message type has a field 'srcprt'; there is rcpt, srcport"},
      {"verywrong", "0: no message type has a field 'verywrong'"},
      {"srcport == \"abc\"", "11: expected a number, got 'abc'"},
      {"srcport == 65536 && 1", "20: no message type has a field '1'"},
      {"source == -1", "10: expected uint32, got '-1'"},
      {"source == 4294967296", "10: expected uint32, got '4294967296'"},
      {"srcip == 53", "9: expected an IP address or network, got '53'"},
      {"srcip in 192.0.2.0/33", "9: expected 0 to 32 bits after the /, got '33'"},
      {"srcip < 192.0.2.1", "0: srcip is an address: expected ==, != or in"},
      {"srcip in 192.0.2.1..192.0.2.9", "20: addresses have no ranges"},
      {"rrname < a", "0: rrname is a domain name: expected ==, !=, in, under or contains"},
      {"category < a", "0: category is text: expected ==, !=, in or contains"},
      {"mname < a", "0: mname is a name: expected ==, != or in"},
      {"time == noon", "8: expected a time such as \"2015-02-22 06:58:27\", or a number of seconds, got 'noon'"},
      {"size contains 1", "0: size is a number: expected ==, !=, <, <=, >, >= or in"},
      {"rrname == a..b", "11: expected && or ||, got '..'"},
      {"rrname == \"a..b\"", "10: expected a domain name, got 'a..b': "},
  };
  for (const Case& c : cases) {
    SUBCASE(c.condition.c_str()) {
      CHECK(asked(c.condition, kIpconn).starts_with(c.want));
    }
  }
}

TEST_CASE("Where: limits nesting and size") {
  constexpr std::size_t kDeepest = 100;
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "vid == 1" + std::string(depth, ')'); };
  CHECK(asked(nested(kDeepest), kIpconn) == "yes");
  CHECK(asked(nested(kDeepest + 1), kIpconn).ends_with("brackets are nested more than 100 deep"));
  CHECK(asked(nested(1'000'000), kIpconn).ends_with("the condition has more than 65536 bytes"));
  CHECK(asked(std::string(kDeepest, '!') + "(vid == 1)", kIpconn).ends_with("brackets are nested more than 100 deep"));
  CHECK(asked(std::string(kDeepest, '!') + "vid == 1", kIpconn) == "yes");
  CHECK(asked(std::string(kDeepest + 1, '!') + "vid == 1", kIpconn).ends_with("brackets are nested more than 100 deep"));
  CHECK(asked(std::string(1'000'000, '!') + "vid", kIpconn).ends_with("the condition has more than 65536 bytes"));
  CHECK(asked(std::string(70'000, ' ') + "vid", kIpconn).ends_with("the condition has more than 65536 bytes"));
  std::string broad = "vid == 2";
  while (broad.size() < 60'000) broad += " || vid == 1";
  CHECK(asked(broad, kIpconn) == "yes");
}

TEST_CASE("Where: accepts aliases of operators and groups") {
  nmsgxx::test::Folder folder;
  const std::string lines = "7 seven\n";
  const auto path = folder.file("aliases", std::as_bytes(std::span(lines)));
  const Aliases aliases{.operators = AliasTable::load(path).value(), .groups = {}};
  CHECK(asked("operator == seven", kIpconn, &aliases) == "yes");
  CHECK(asked("operator in {seven, 8}", kIpconn, &aliases) == "yes");
  CHECK(asked("operator == eight", kIpconn, &aliases) == "12: expected a number, got 'eight'");
}

TEST_CASE("WhereMatcher: finds no fields in a message that does not decode") {
  const auto bytes = nmsgxx::test::unhex("08");
  PayloadView payload{.type = {1, 5}};
  payload.has_bytes = true;
  payload.bytes = bytes;
  const auto matches = [&](std::string_view condition) {
    return WhereMatcher(Where::compile(condition, kRegistry).value()).matches(payload);
  };
  CHECK(!matches("proto"));
  CHECK(matches("!proto"));
  CHECK(matches("mname == ipconn && size == 1"));
  payload.type = {9, 9};
  CHECK(!matches("proto"));
  CHECK(matches("vid == 9"));
}

TEST_CASE("WhereMatcher: survives random conditions on all types") {
  static constexpr std::string_view kPieces[] = {
      "srcip",  "qname", "rdata", "time", "type", "dns",   "query_json", "delay",      "payload", "response", "vid",
      "==",     "!=",    "<",     ">=",   "in",   "under", "contains",   "{",          "}",       ",",        "..",
      "(",      ")",     "&&",    "||",   "!",    "and",   "not",        "10.0.0.0/8", "::1",     "\"a\"",    "53",
      "0x3500", "-1",    "2.5",   "A",    "UDP",  "true",  "2015-02-22", "a.b"};
  std::mt19937 random(17);
  std::vector<std::unique_ptr<nmsgxx::test::ContainerFile>> files;
  for (const auto& entry : std::filesystem::directory_iterator(nmsgxx::test::data_path("messages"))) {
    if (entry.path().extension() == ".nmsg") files.push_back(std::make_unique<nmsgxx::test::ContainerFile>(entry.path()));
  }
  int compiled = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string condition;
    // One in two begins well.
    if (i % 2 == 0) condition = std::string(kPieces[random() % 11]) + ' ' + std::string(kPieces[11 + random() % 7]) + ' ';
    for (auto left = random() % 5 + 1; left > 0; --left) condition += std::string(kPieces[random() % std::size(kPieces)]) + ' ';
    auto made = Where::compile(condition, kRegistry);
    if (!made) {
      REQUIRE(made.error().offset <= condition.size());
      continue;
    }
    ++compiled;
    WhereMatcher matcher(std::move(*made));
    for (const auto& payload : std::as_const(*files[random() % files.size()]).payloads()) matcher.matches(payload);
  }
  CHECK(compiled > 500);
}
