#include "text/json_scan.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <random>
#include <regex>
#include <string>

using nmsgxx::text::is_json;
using nmsgxx::text::JsonItems;
using nmsgxx::text::kJsonDepthMax;

namespace {

using namespace std::string_literals;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

std::string lists(std::size_t depth) {
  return repeated("[", depth) + repeated("]", depth);
}

std::string objects(std::size_t depth) {
  return repeated("{\"a\":", depth - 1) + "{}" + repeated("}", depth - 1);
}

/// Returns "key=value;" for each item.
std::string walked(std::string_view text) {
  std::string out;
  std::vector<std::byte> buffer;
  JsonItems items(text);
  while (items.next()) out.append(items.key(buffer)).append("=").append(items.value()).append(";");
  if (!items.whole()) return out + (items.too_deep() ? "too deep" : "malformed");
  return out + std::string(items.rest());
}

}  // namespace

TEST_CASE("is_json: accepts the grammar of RFC 8259 and nothing else") {
  struct Case {
    const char* name;
    std::string text;
    bool valid;
  };
  static const Case cases[] = {
      {"empty", "", false},
      {"white space", " \t\r\n", false},
      {"null", "null", true},
      {"true", " true ", true},
      {"false", "\nfalse\r", true},
      {"part of a word", "nul", false},
      {"word with a letter more", "nulls", false},
      {"capitals", "True", false},
      {"nan", "nan", false},
      {"inf", "inf", false},
      {"zero", "0", true},
      {"minus zero", "-0", true},
      {"minus", "-", false},
      {"plus", "+1", false},
      {"leading zero", "01", false},
      {"minus and a leading zero", "-01", false},
      {"fraction", "1.25", true},
      {"point without a fraction", "1.", false},
      {"point without digits before it", ".5", false},
      {"exponent", "1e5", true},
      {"exponent with signs", "[1E+5,1e-5]", true},
      {"exponent without digits", "1e", false},
      {"exponent of a sign only", "1e+", false},
      {"hexadecimal", "0x1", false},
      {"beyond 64 bits", "123456789012345678901234567890", true},
      {"beyond double", "-1e400", true},
      {"string", "\"a\"", true},
      {"empty string", "\"\"", true},
      {"string without an end", "\"a", false},
      {"single quotes", "'a'", false},
      {"all escapes", R"("\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00")", true},
      {"half of a surrogate pair", R"("\ud800")", true},
      {"unknown escape", R"("\x41")", false},
      {"truncated escape", R"("\u12")", false},
      {"escape with another letter", R"("\u12g4")", false},
      {"backslash at the end", "\"\\", false},
      {"an escaped quote at the end", "\"\\\"", false},
      {"a tab in a string", "\"a\tb\"", false},
      {"a NUL in a string", "\"a\0b\""s, false},
      {"a NUL at the end", "1\0"s, false},
      {"DEL", "\"\x7f\"", true},
      {"UTF-8", "\"\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\"", true},
      {"bytes that are not UTF-8", "\"\xff\"", false},
      {"a surrogate in UTF-8", "\"\xed\xa0\x80\"", false},
      {"character beyond the last one", "\"\xf4\x90\x80\x80\"", false},
      {"byte order mark",
       "\xef\xbb\xbf"
       "1",
       false},
      {"list", "[1 , \"a\",[], {} ]", true},
      {"comma at the end of a list", "[1,]", false},
      {"comma at the front of a list", "[,1]", false},
      {"two commas", "[1,,2]", false},
      {"values without a comma", "[1 2]", false},
      {"list without an end", "[1", false},
      {"list that ends like an object", "[1}", false},
      {"object", R"({"a":1, "b" : {"c":null}})", true},
      {"the same key twice", R"({"a":1,"a":2})", true},
      {"number as a key", "{1:2}", false},
      {"no colon", R"({"a" 1})", false},
      {"no value", R"({"a":})", false},
      {"key without a value", R"({"a"})", false},
      {"comma at the end of an object", R"({"a":1,})", false},
      {"object without an end", R"({"a":1)", false},
      {"object that ends like a list", R"({"a":1])", false},
      {"comments", "/**/1", false},
      {"two values", "1 2", false},
      {"text after the value", "{}x", false},
      {"lists at the limit", lists(kJsonDepthMax), true},
      {"lists one deeper than the limit", lists(kJsonDepthMax + 1), false},
      {"a million lists", lists(1'000'000), false},
      {"a million opening brackets", repeated("[", 1'000'000), false},
      {"objects at the limit", objects(kJsonDepthMax), true},
      {"objects one deeper than the limit", objects(kJsonDepthMax + 1), false},
      {"a million objects", objects(1'000'000), false},
      {"objects and lists at the limit", repeated("[{\"a\":", kJsonDepthMax / 2) + "0" + repeated("}]", kJsonDepthMax / 2),
       true},
      {"objects and lists closed in the wrong order",
       repeated("[{\"a\":", kJsonDepthMax / 2) + "0" + repeated("]}", kJsonDepthMax / 2), false},
      {"many lists as deep as the limit", '[' + repeated(lists(kJsonDepthMax - 1) + ',', 20) + "1]", true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(is_json(c.text) == c.valid);
    }
  }
}

TEST_CASE("is_json: keeps to the limits that it is given") {
  CHECK(is_json("1234", {.digits = 4}));
  CHECK_FALSE(is_json("12345", {.digits = 4}));
  CHECK(is_json("[[]]", {.depth = 2}));
  CHECK_FALSE(is_json("[[[]]]", {.depth = 2}));
}

TEST_CASE("is_json: finds special characters anywhere in strings of any length") {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string inside(size, 'x');
    CAPTURE(size);
    CHECK(is_json('"' + inside + '"'));
    CHECK_FALSE(is_json('"' + inside));
    for (std::size_t at = 0; at < size; ++at) {
      const auto with = [&](std::string_view what) {
        return '"' + inside.substr(0, at) + std::string(what) + inside.substr(at) + '"';
      };
      REQUIRE(is_json(with("\\n")));
      REQUIRE(is_json(with("\x7f")));
      REQUIRE_FALSE(is_json(with("\"")));
      REQUIRE_FALSE(is_json(with("\x1f")));
      REQUIRE_FALSE(is_json(with("\\")) != (inside[at] == 'n'));
    }
  }
}

TEST_CASE("is_json: agrees with simdjson on random texts") {
  static constexpr std::string_view kPieces[] = {
      "[",    "]", "{",  "}",    ",", ":",    "\"",   "\"a\"", "\"a\":", "1",  "-", "0",     ".5", "e3", "\\n", "\\u",
      "00e9", " ", "\n", "null", "t", "true", "\xc3", "\xa9",  "false",  "\\", "/", "\"\":", "[]", "{}", "12",  "a"};
  std::mt19937 random(29);
  const std::regex kBeyondDouble("e[0-9]{3}");
  simdjson::dom::parser judge;
  int valid = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string text;
    if (i % 3 == 0) text = "[\"a\",{\"b\":1.5e3}]";
    if (i % 3 == 1) text = R"({"a":[null,true,"\u00e9\n"], "b" : -0})";
    for (auto left = random() % 6; left > 0; --left) {
      const auto piece = kPieces[random() % std::size(kPieces)];
      const std::size_t at = random() % (text.size() + 1);
      text.replace(at, random() % 2, piece);
    }
    const auto error = judge.parse(text).error();
    const bool want = error == simdjson::SUCCESS;
    if (error == simdjson::NUMBER_ERROR && std::regex_search(text, kBeyondDouble)) continue;
    if (is_json(text) != want) FAIL(text << (want ? " is JSON" : " is not JSON"));
    valid += want;
  }
  CHECK(valid > 20'000);
}

TEST_CASE("JsonItems: walks through members and values, also those that only libnmsg writes") {
  struct Case {
    const char* name;
    std::string text;
    std::string want;
  };
  static const Case cases[] = {
      {"object", R"( { "a" : 1 , "b":[1, 2],"c":"x" } )", "a=1;b=[1, 2];c=\"x\";"},
      {"list", "[1,\"a\",{\"b\":[]}]", "=1;=\"a\";={\"b\":[]};"},
      {"empty", " {} ", ""},
      {"escapes in a key", R"({"\u0061\"":1})", "a\"=1;"},
      {"a key twice", R"({"a":1,"a":2})", "a=1;a=2;"},
      {"text after the list", "[] x", "x"},
      {"neither object nor list", "1", "malformed"},
      {"empty text", "", "malformed"},
      {"missing end", R"({"a":1)", "a=1;malformed"},
      {"values without a comma", R"({"a":1 "b":2})", "a=1;malformed"},
      {"comma at the end", "[1,]", "=1;"},
      {"comma at the end of inner items", R"({"a":[1, ],"b":{"c":[{}],} , })", R"(a=[1, ];b={"c":[{}],};)"},
      {"a comma alone", "[,]", "malformed"},
      {"two commas at the end", "[1,,]", "=1;malformed"},
      {"control characters", "[\"a\tb\\u0001\x01\"]", "=\"a\tb\\u0001\x01\";"},
      {"a bad value", R"({"a":1,"b":01})", "a=1;b=0;malformed"},
      {"bytes that are not UTF-8", "[\"\xff\"]", "=\"\xff\";"},
      {"numbers that are not finite", "[nan,inf,-inf,-nan]", "=nan;=inf;=-inf;=-nan;"},
      {"word with a letter more", "[nano]", "=nan;malformed"},
      {"at the limit", '[' + lists(kJsonDepthMax - 1) + ']', '=' + lists(kJsonDepthMax - 1) + ';'},
      {"one deeper than the limit", lists(kJsonDepthMax + 1), "too deep"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(walked(c.text) == c.want);
    }
  }
}

TEST_CASE("JsonItems: inner() walks through a value and counts its depth") {
  const auto text = R"({"a":{"b":[1],"c":2},"d":3})"s;
  JsonItems items(text);
  REQUIRE(items.next_key());
  JsonItems inner = items.inner();
  std::string inside;
  while (inner.next()) inside.append(inner.value()).append(";");
  CHECK(inside == "[1];2;");
  REQUIRE(items.take_inner(inner));
  CHECK(items.value() == R"({"b":[1],"c":2})");
  REQUIRE(items.next());
  CHECK(items.value() == "3");
  CHECK_FALSE(items.next());
  CHECK(items.whole());

  const std::string deep = "{\"a\":{\"b\":" + lists(kJsonDepthMax - 1) + "}}";
  JsonItems outer(deep);
  REQUIRE(outer.next_key());
  JsonItems nested = outer.inner();
  CHECK_FALSE(nested.next());
  CHECK_FALSE(outer.take_inner(nested));
  CHECK(outer.too_deep());
}
