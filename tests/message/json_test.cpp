#include "nmsgxx/json.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/random.hpp"
#include "support/test_data.hpp"

using nmsgxx::JsonReader;
using nmsgxx::JsonWriter;
using nmsgxx::MessageType;
using nmsgxx::PayloadView;
using nmsgxx::Registry;
using nmsgxx::test::as_bytes;
using nmsgxx::test::unhex;
using namespace std::string_view_literals;

namespace {

const Registry kRegistry;

std::string hex(nmsgxx::Bytes bytes) {
  std::string out;
  for (const std::byte byte : bytes) {
    out += "0123456789ABCDEF"[static_cast<unsigned>(byte) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned>(byte) & 15];
  }
  return out;
}

std::string written(MessageType type, nmsgxx::Bytes message) {
  PayloadView payload;
  payload.time_sec = 1700000000;
  payload.type = type;
  payload.has_bytes = true;
  payload.bytes = message;
  std::string out;
  (void)JsonWriter(kRegistry).append(payload, out);
  const auto begin = out.find("\"vname\"");
  return out.substr(begin, out.size() - begin - 1);
}

}  // namespace

TEST_CASE("JsonWriter: writes messages") {
  struct Case {
    const char* name;
    MessageType type;
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"ipconn",
       {1, 5},
       "0806 1204 C0000201 1835",
       R"("vname":"base","mname":"ipconn","message":{"proto":6,"srcip":"192.0.2.1","srcport":53}})"},
      {"no fields", {1, 5}, "", R"("vname":"base","mname":"ipconn","message":{}})"},
      {"an address of wrong size", {1, 5}, "1203 C00002", R"("vname":"base","mname":"ipconn","message":{"srcip":null}})"},
      {"empty bytes",
       {1, 12},
       "0801 1200",
       R"("vname":"base","mname":"packet","message":{"payload_type":"IP","payload":null}})"},
      {"unknown enum value",
       {1, 12},
       "0809 120145",
       R"("vname":"base","mname":"packet","message":{"payload_type":9,"payload":"RQ=="}})"},
      {"empty list", {1, 7}, "3001", R"("vname":"base","mname":"dns","message":{"section":1,"rdata":[]}})"},
      {"negative numbers have no sign",
       {1, 4},
       "0800 9804FFFFFFFFFFFFFFFFFF01",
       R"("vname":"base","mname":"http","message":{"type":"unknown","p0f_dist":18446744073709551615}})"},
      {"packed list",
       {2, 5},
       "B201 020100",
       R"("vname":"SIE","mname":"newdomain","message":{"rdata":[],"keys":[],"new_rr":[true,false]}})"},
      {"rdata of an unknown type",
       {1, 7},
       "2A02 C000",
       R"("vname":"base","mname":"dns","message":{"rdata":["\\# 2 c0 00 "]}})"},
      {"undecodable", {1, 5}, "FF", R"("vname":"base","mname":"ipconn","message":null,"payload":"/w=="})"},
      {"required field missing", {1, 12}, "0801", R"("vname":"base","mname":"packet","message":null,"payload":"CAE="})"},
      {"unknown type",
       {9, 77},
       "0801 1203 666F6F 0802 1D 04000000",
       R"j("vname":"(unknown)","mname":"(unknown)","vid":9,"msgtype":77,"message":{"1":[1,2],"2":"Zm9v","3":4}})j"},
      {"unknown type, garbage",
       {1, 99},
       "FF",
       R"j("vname":"base","mname":"(unknown)","vid":1,"msgtype":99,"message":null,"payload":"/w=="})j"},
      {"encode: JSON",
       {1, 11},
       "0801 1207 7B2261223A317D",
       R"("vname":"base","mname":"encode","message":{"type":"JSON","payload":{"val":{"a":1},"b64":"eyJhIjoxfQ=="}}})"},
      {"encode: JSON on two lines",
       {1, 11},
       "0801 1204 5B310A5D",
       R"("vname":"base","mname":"encode","message":{"type":"JSON","payload":{"val":[1],"b64":"WzEKXQ=="}}})"},
      {"encode: broken JSON",
       {1, 11},
       "0801 12017B",
       R"("vname":"base","mname":"encode","message":{"type":"JSON","payload":{"b64":"ew=="}}})"},
      {"encode: other text",
       {1, 11},
       "0804 1203 3C612F",
       R"("vname":"base","mname":"encode","message":{"type":"XML","payload":{"val":"<a/","b64":"PGEv"}}})"},
      {"encode: msgpack",
       {1, 11},
       "0803 1201C0",
       R"("vname":"base","mname":"encode","message":{"type":"MSGPACK","payload":{"b64":"wA=="}}})"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(written(c.type, unhex(c.hex)) == c.want);
    }
  }
}

TEST_CASE("JsonWriter and JsonReader: keep the header of a payload") {
  const auto message = unhex("0806");
  PayloadView payload;
  payload.time_sec = 1700000000;
  payload.time_nsec = 123456789;
  payload.type = {1, 5};
  payload.source = 0xA1;
  payload.operator_ = 2;
  payload.group = 300;
  payload.has_source = payload.has_operator = payload.has_group = payload.has_bytes = true;
  payload.bytes = message;
  std::string line;
  CHECK(JsonWriter(kRegistry).append(payload, line));
  CHECK(
      line ==
      R"({"time":"2023-11-14 22:13:20.123456789","vname":"base","mname":"ipconn","source":"000000a1","operator":2,"group":300,"message":{"proto":6}})"
      "\n");
  JsonReader reader(kRegistry);
  const auto back = reader.read(line);
  REQUIRE(back);
  CHECK(back->time_sec == payload.time_sec);
  CHECK(back->time_nsec == payload.time_nsec);
  CHECK((back->type == payload.type));
  CHECK(back->source == 0xA1);
  CHECK(back->operator_ == 2);
  CHECK(back->group == 300);
  CHECK(hex(back->bytes) == "0806");
}

TEST_CASE("JsonReader: encodes messages") {
  struct Case {
    const char* name;
    std::string_view type;
    std::string_view message;
    std::string_view hex;
  };
  static const Case cases[] = {
      {"in any order", "ipconn", R"({"dstport":53,"proto":17})", "08112835"},
      {"addresses", "ipconn", R"({"srcip":"192.0.2.1","dstip":"2001:db8::1"})",
       "1204C0000201221020010DB8000000000000000000000001"},
      {"null is absent", "ipconn", R"({"proto":6,"srcip":null,"srcport":null})", "0806"},
      {"null for text is absent", "http", R"({"type":"sinkhole","srchost":null})", "0801"},
      {"null for a required number is 0", "http", R"({"type":null})", "0800"},
      {"text gets a NUL", "logline", R"({"category":"a","message":""})", "0A026100120100"},
      {"escapes", "logline", R"({"category":"\u00e9\n"})", "0A04C3A90A00"},
      {"enum by name, in any case", "packet", R"({"payload_type":"ip","payload":"RQ=="})", "0801120145"},
      {"enum by number", "packet", R"({"payload_type":9,"payload":null})", "08091200"},
      {"negative", "http", R"({"type":"unknown","p0f_dist":-1})", "08009804FFFFFFFFFFFFFFFFFF01"},
      {"negative without its sign", "http", R"({"type":"unknown","p0f_dist":18446744073709551615})",
       "08009804FFFFFFFFFFFFFFFFFF01"},
      {"bytes as an object", "encode", R"({"type":"TEXT","payload":{"val":"x","b64":"eA=="}})", "0800120178"},
      {"names, types and data of DNS, data first", "dns",
       R"({"rdata":["192.0.2.1"],"rrname":"a.","rrtype":"A","rrclass":"IN"})",
       "0A0301610010011801"
       "2A04C0000201"},
      {"of fields that stand twice the last", "ipconn", R"({"proto":1,"srcport":1,"proto":6,"srcport":null})", "0806"},
      {"escapes in a name", "ipconn", R"({"\u0070roto":6})", "0806"},
      {"base64 with white space", "packet", R"({"payload_type":"IP","payload":" aGV\nsbG8g d29y\tbGQ=\r\n"})",
       "0801120B68656C6C6F20776F726C64"},
      {"base64 with white space in its padding", "packet", R"({"payload_type":"IP","payload":"RQ= = "})", "0801120145"},
      {"of b64 that stands twice the last", "encode", R"({"type":"TEXT","payload":{"b64":"eA==","b64":"eQ=="}})", "0800120179"},
      {"JSON that is none is not looked at", "encode", R"({"type":"JSON","payload":{"val":[1e400,"\ud800"],"b64":"eQ=="}})",
       "0801120179"},
      {"types by number", "dns", R"({"rrtype":"TYPE65280","rrclass":"CLASS7"})", "1080FE031807"},
      {"what is computed is passed over", "ncap", R"({"type":"IPV4","proto":17,"srcport":1,"payload":"RQ==","dns":"AA=="})",
       "0800120145"},
      {"inside an event", "dnstap",
       R"({"type":"MESSAGE","message_type":"TOOL_QUERY","socket_family":"INET6","query_port":53,"query_message":"AAAA"})",
       "720B080B100230355203000000"
       "7801"},
  };
  JsonReader reader(kRegistry);
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const auto payload = reader.read("{\"vname\":\"base\",\"mname\":\"" + std::string(c.type) +
                                       "\",\"message\":" + std::string(c.message) + '}');
      if (!payload) FAIL(payload.error().message());
      CHECK(hex(payload->bytes) == c.hex);
      CHECK(payload->time_sec > 1'700'000'000);  // the clock's
    }
  }
}

TEST_CASE("JsonReader: says why it rejects a line") {
  struct Case {
    const char* name;
    std::string_view line;
    std::string_view why;
  };
  static const Case cases[] = {
      {"none", "not json", "not JSON"},
      {"half", R"({"vname":"base")", "not JSON"},
      {"no object", "[]", "expected an object"},
      {"text after the object", R"({"vname":"base","mname":"ipconn","message":{}} {})", "text after the object"},
      {"a field that is no JSON", R"({"vname":"base","mname":"ipconn","message":{"proto":01}})", "not JSON from byte 53 on"},
      {"no names", R"({"message":{}})", "\"vname\": expected a string"},
      {"unknown field with a long name",
       R"({"vname":"base","mname":"ipconn","message":{"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx":1}})",
       "xxxxxxxxxx..."},
      {"a number beyond 64 bits", R"({"vname":"base","mname":"ipconn","message":{"proto":123456789012345678901234567890}})",
       "field proto: expected uint16, got 123456789012345678901234567890"},
      {"one that is not whole", R"({"vname":"base","mname":"ipconn","message":{"proto":1e400}})",
       "field proto: expected uint16"},
      {"a boolean for a number", R"({"vname":"base","mname":"ipconn","message":{"proto":true}})",
       "field proto: expected uint16, got a boolean"},
      {"no vendor", R"({"mname":"dns","message":{}})", "\"vname\": expected a string"},
      {"unknown type", R"({"vname":"base","mname":"nosuch","message":{}})", "unknown message type base nosuch"},
      {"no message", R"({"vname":"base","mname":"dns"})", "\"message\": missing"},
      {"bad time", R"({"vname":"base","mname":"dns","time":"yesterday","message":{}})", "\"time\""},
      {"bytes behind a time", R"({"vname":"base","mname":"dns","time":"2015-02-22 06:58:27x","message":{}})", "\"time\""},
      {"a time field of none", R"({"vname":"SIE","mname":"newdomain","message":{"domain":"a.","time_seen":"noon"}})",
       "field time_seen: expected uint32, got \"noon\""},
      {"bad source", R"({"vname":"base","mname":"dns","source":"xyz","message":{}})", "\"source\""},
      {"unknown field", R"({"vname":"base","mname":"ipconn","message":{"port":1}})", "unknown field port"},
      {"too large", R"({"vname":"base","mname":"ipconn","message":{"srcport":65536}})",
       "field srcport: expected uint16, got 65536"},
      {"text for a number", R"({"vname":"base","mname":"ipconn","message":{"srcport":"http"}})",
       "field srcport: expected uint16, got \"http\""},
      {"a list for a number", R"({"vname":"base","mname":"ipconn","message":{"srcport":[1]}})",
       "field srcport: expected uint16, got a list"},
      {"an object for bytes", R"({"vname":"base","mname":"packet","message":{"payload_type":"IP","payload":{"b":"QQ=="}}})",
       "field payload: expected an object with \"b64\""},
      {"bad address", R"({"vname":"base","mname":"ipconn","message":{"srcip":"1.2.3"}})", "field srcip"},
      {"no list", R"({"vname":"base","mname":"dns","message":{"rdata":"x"}})", "field rdata: expected a list, got a string"},
      {"null in a list", R"({"vname":"base","mname":"dns","message":{"rdata":[null]}})", "field rdata"},
      {"data of no type", R"({"vname":"base","mname":"dns","message":{"rdata":["x"]}})", "field rdata: expected rrtype"},
      {"bad base64", R"({"vname":"base","mname":"packet","message":{"payload_type":"IP","payload":"!!"}})",
       "field payload: expected base64"},
      {"required field missing", R"({"vname":"base","mname":"packet","message":{"payload_type":"IP"}})", "payload"},
      {"unknown name of an enum", R"({"vname":"base","mname":"packet","message":{"payload_type":"X","payload":""}})",
       "field payload_type"},
  };
  JsonReader reader(kRegistry);
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      // Names of a line before do not count.
      REQUIRE(reader.read(R"({"vname":"base","mname":"ipconn","message":{}})"));
      const auto payload = reader.read(c.line);
      REQUIRE_FALSE(payload);
      const std::string why = payload.error().message();
      CAPTURE(why);
      CHECK(why.find(c.why) != std::string::npos);
    }
  }
}

TEST_CASE("JsonReader: reads times") {
  struct Case {
    std::string_view time;
    std::int64_t seconds;
    std::uint32_t nanoseconds;
  };
  static const Case cases[] = {
      {R"("2023-11-14 22:13:20.5")", 1700000000, 500000000},
      {R"("2023-11-14 22:13:20")", 1700000000, 0},
      {R"("1969-12-31 23:59:58.000000001")", -2, 1},
      {"1700000000", 1700000000, 0},
      {"1700000000.25", 1700000000, 250000000},
      {R"("-292277022657-01-27 08:29:52.4294967295")", std::numeric_limits<std::int64_t>::min(), ~0u},
      {"-0.25", -1, 750000000},
      {"-1e-20", 0, 0},
      {R"("292277026596-12-04 15:30:07.0")", std::numeric_limits<std::int64_t>::max(), 0},
  };
  JsonReader reader(kRegistry);
  for (const auto& c : cases) {
    SUBCASE(std::string(c.time).c_str()) {
      const auto payload =
          reader.read("{\"time\":" + std::string(c.time) + R"(,"vname":"base","mname":"ipconn","message":{}})");
      if (!payload) FAIL(payload.error().message());
      CHECK(payload->time_sec == c.seconds);
      CHECK(payload->time_nsec == c.nanoseconds);
    }
  }
}

TEST_CASE("JsonWriter: writes any bytes of any type as one line of JSON") {
  std::mt19937 random(5);
  JsonReader reader(kRegistry);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::byte> message(random() % 40);
    for (auto& byte : message) byte = static_cast<std::byte>(random() % 2 == 0 ? random() : random() % 16 * 8 + random() % 6);
    message.shrink_to_fit();
    const MessageType type{1 + static_cast<std::uint32_t>(random() % 2), static_cast<std::uint32_t>(random() % 16)};
    const auto line = '{' + written(type, message);
    if (line.find('\n') != std::string::npos) FAIL("shown as " << line);
    const auto back = reader.read(line);
    if (!back && back.error().message().find("not JSON") != std::string::npos) FAIL("no JSON: " << line);
  }
}
