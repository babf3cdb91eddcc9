#include "nmsgxx/printable.hpp"

#include <doctest/doctest.h>

using nmsgxx::printable;

TEST_CASE("printable: escapes what is not printable, and nothing else") {
  struct Case {
    const char* name;
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
      {"empty", "", ""},
      {"plain text", "a line, \"quoted\" and 'quoted'", "a line, \"quoted\" and 'quoted'"},
      {"a backslash", R"(C:\new\x \032 \")", R"(C:\new\x \032 \")"},
      {"quotes and backslashes beside an escape", "\"\\\x1b\\\"", R"("\\x1b\")"},
      {"letters of several scripts", "\xc3\xbc \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80",
       "\xc3\xbc \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80"},
      {"an escape sequence", "a\x1b[2Jb", R"(a\x1b[2Jb)"},
      {"white space", "a\n\r\tb", R"(a\n\r\tb)"},
      {"NUL", {"a\0b", 3}, R"(a\x00b)"},
      {"DEL", "\x7f", R"(\x7f)"},
      {"a C1 control", "\xc2\x9b", R"(\x9b)"},
      {"overrides of the direction", "\xe2\x80\xaa\xe2\x80\xae", R"(\u202a\u202e)"},
      {"isolates of the direction", "\xe2\x81\xa6\xe2\x81\xa9", R"(\u2066\u2069)"},
      {"marks of the direction", "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", R"(\u200e\u200f\u061c)"},
      {"separators", "\xe2\x80\xa8\xe2\x80\xa9", R"(\u2028\u2029)"},
      {"characters without width", "\xef\xbb\xbf\xe2\x80\x8b\xe2\x80\x8d\xe2\x81\xa0", R"(\ufeff\u200b\u200d\u2060)"},
      {"a tag", "\xf3\xa0\x80\x81", R"(\U000e0001)"},
      {"noncharacter", "\xef\xbf\xbe", R"(\ufffe)"},
      {"bytes that are not UTF-8", "\xff\xc3", R"(\xff\xc3)"},
      {"truncated character", "\xe2\x80 x", R"(\xe2\x80 x)"},
      {"an overlong character", "\xc0\x8a", R"(\xc0\x8a)"},
      {"a surrogate", "\xed\xa0\x80", R"(\xed\xa0\x80)"},
      {"above Unicode", "\xf4\x90\x80\x80", R"(\xf4\x90\x80\x80)"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(printable(c.text) == c.want);
      CHECK(printable(printable(c.text)) == c.want);
    }
  }
}
