#include "text/json_string.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "support/random.hpp"
#include "support/test_data.hpp"

using nmsgxx::test::as_bytes;
using nmsgxx::text::Text;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

struct StringCase {
  const char* name;
  std::string_view bytes;
  std::string_view want;
};

const StringCase kStringCases[] = {
    {"empty", "", R"("")"},
    {"plain", "a b/c", R"("a b/c")"},
    {"escapes", "\b\f\n\r\t\"\\\x01\x1f\x7f"sv, "\"\\b\\f\\n\\r\\t\\\"\\\\\\u0001\\u001f\x7f\""},
    {"UTF-8", "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80", "\"\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\""},
    {"continuation byte alone", "a\x80z", "\"a\xef\xbf\xbdz\""},
    {"truncated character", "\xe4\xb8", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {"overlong character of two bytes", "\xc0\x80z", "\"\xef\xbf\xbdz\""},
    {"overlong character of three bytes", "\xe0\x80\x80z", "\"\xef\xbf\xbdz\""},
    {"overlong character of four bytes", "\xf0\x80\x80\x80z", "\"\xef\xbf\xbdz\""},
    {"bytes that begin no character", "\xff\xfe", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {"characters around the surrogates", "\xed\x9f\xbf\xee\x80\x80", "\"\xed\x9f\xbf\xee\x80\x80\""},
    {"high surrogate", "\xed\xa0\x80z", "\"\xef\xbf\xbdz\""},
    {"low surrogate", "\xed\xbf\xbfz", "\"\xef\xbf\xbdz\""},
    {"pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {"last character", "\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\""},
    {"one beyond the last character", "\xf4\x90\x80\x80z", "\"\xef\xbf\xbdz\""},
    {"far beyond the last character", "\xf7\xbf\xbf\xbfz", "\"\xef\xbf\xbdz\""},
};

std::string json_text(std::string_view bytes) {
  Text out;
  nmsgxx::text::append_json_text(as_bytes(bytes), out);
  return std::string(out.view());
}

std::string json_string(std::string_view text) {
  Text out;
  nmsgxx::text::append_json_string(text, out);
  return std::string(out.view());
}

std::string unescaped(std::string_view inside) {
  std::vector<std::byte> buffer;
  return std::string(nmsgxx::text::unescaped(inside, buffer));
}

std::string as_line(std::string_view json) {
  Text out;
  nmsgxx::text::append_as_line(json, out);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("append_json_string, append_json_text: escape what JSON requires and replace what is not UTF-8") {
  for (const StringCase& c : kStringCases) {
    SUBCASE(c.name) {
      CHECK(json_text(c.bytes) == c.want);
      CHECK(json_string(c.bytes) == c.want);
    }
  }
}

TEST_CASE("append_json_text: a NUL hides what follows it, up to the next byte that is not UTF-8") {
  CHECK(json_text("ab\0cd"sv) == R"("ab")");
  CHECK(json_text("a\0b\xff\x63"sv) == "\"a\xef\xbf\xbd\x63\"");
  CHECK(json_string("ab\0cd"sv) == R"("ab\u0000cd")");
}

TEST_CASE("append_json_text: writes each character of a long text as it writes it alone") {
  struct Case {
    const char* name;
    bool invalid;
  };
  for (const Case& c : {Case{"only UTF-8", false}, Case{"with invalid bytes", true}}) {
    SUBCASE(c.name) {
      std::vector<StringCase> parts;
      std::ranges::copy_if(kStringCases, std::back_inserter(parts), [&](const StringCase& part) {
        return c.invalid || part.want.find("\xef\xbf\xbd") == std::string_view::npos;
      });
      nmsgxx::test::Random random(8);
      std::string bytes;
      std::string want = "\"";
      for (int i = 0; i < 20'000; ++i) {
        const StringCase& part = parts[nmsgxx::test::below(random, parts.size())];
        bytes += part.bytes;
        want += part.want.substr(1, part.want.size() - 2);
        // Checks texts of all lengths, and one that is written in many parts.
        if (i < 200 || i == 19'999) CHECK(json_text(bytes) == want + '"');
      }
    }
  }
}

TEST_CASE("append_json_base64: quotes base64 of any size") {
  Text out;
  nmsgxx::text::append_json_base64(as_bytes("fo"), out);
  CHECK(out.view() == R"("Zm8=")");
  out.clear();
  const std::string large(200'000, '\0');
  nmsgxx::text::append_json_base64(as_bytes(large), out);
  CHECK(out.view() == '"' + std::string(large.size() / 3 * 4 + 3, 'A') + "=\"");
}

TEST_CASE("append_json_real: writes up to 18 decimals") {
  struct Case {
    double number;
    std::string_view want;
  };
  static const Case cases[] = {{0, "0.0"},
                               {-0.0, "-0.0"},
                               {1, "1.0"},
                               {0.5, "0.5"},
                               {0.1, "0.100000000000000006"},
                               {-1234.75, "-1234.75"},
                               {1e-19, "0.0"},
                               {100, "100.0"},
                               {1e30, "1000000000000000019884624838656.0"},
                               {std::numeric_limits<double>::infinity(), "null"},
                               {std::numeric_limits<double>::quiet_NaN(), "null"}};
  for (const Case& c : cases) {
    CAPTURE(c.number);
    Text out;
    nmsgxx::text::append_json_real(c.number, out);
    CHECK(out.view() == c.want);
  }
  Text out;
  nmsgxx::text::append_json_real(std::numeric_limits<double>::lowest(), out);
  CHECK(out.size() == 312);
}

TEST_CASE("unescaped: decodes escapes into UTF-8") {
  struct Case {
    const char* name;
    std::string_view inside;
    std::string want;
  };
  static const Case cases[] = {
      {"empty", "", ""},
      {"plain", "plain", "plain"},
      {"letters", R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
      {"NUL", R"(a\u0000b)", "a\0b"s},
      {"characters of one to three bytes", R"(\u007f\u0080\u07ff\u0800\uffff)", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
      {"surrogate pairs", R"(\ud800\udc00\uDBFF\uDFFF)", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
      {"high surrogate at the end", R"(\ud800)", "\xef\xbf\xbd"},
      {"low surrogate", R"(\udc00x)", "\xef\xbf\xbdx"},
      {"high surrogate before a pair", R"(\ud800\ud800\udc00)", "\xef\xbf\xbd\xf0\x90\x80\x80"},
      {"high surrogate before another escape", R"(\ud800\n)", "\xef\xbf\xbd\n"},
      {"high surrogate before another unit", R"(\ud800\u0041)", "\xef\xbf\xbd\x41"},
      {"byte that is not UTF-8", "\xff\\n", "\xff\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(unescaped(c.inside) == c.want);
    }
  }
}

TEST_CASE("append_as_line: drops line breaks and replaces lone surrogates") {
  struct Case {
    const char* name;
    std::string_view json;
    std::string_view want;
  };
  static const Case cases[] = {
      {"line breaks", "[1,\r\n 2]\n", "[1, 2]"},
      {"other escapes", R"(["\\n", 1e400, "\"\ud83d\ude00"])", R"(["\\n", 1e400, "\"\ud83d\ude00"])"},
      {"surrogates", R"("\ud800x\udc00\ud800\ud800\udc00")", R"("\ufffdx\ufffd\ufffd\ud800\udc00")"},
      {"escaped backslash", R"("\\ud800\ufffd")", R"("\\ud800\ufffd")"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(as_line(c.json) == c.want);
    }
  }
}
