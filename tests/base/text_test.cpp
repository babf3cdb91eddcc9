#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ascii.hpp"
#include "base/number.hpp"

namespace nmsgxx::test {

TEST_CASE("parse_number: accepts one whole number that fits") {
  struct Case {
    const char* name;
    std::string_view text;
    int radix;
    std::optional<std::uint8_t> want;
  };
  static const Case cases[] = {
      {"zero", "0", 10, 0},
      {"largest", "255", 10, 255},
      {"leading zeros", "007", 10, 7},
      {"hexadecimal", "fF", 16, 255},
      {"too large", "256", 10, std::nullopt},
      {"negative", "-1", 10, std::nullopt},
      {"plus sign", "+1", 10, std::nullopt},
      {"white space before it", " 1", 10, std::nullopt},
      {"white space after it", "1 ", 10, std::nullopt},
      {"a letter after it", "1a", 10, std::nullopt},
      {"prefix", "0x1", 16, std::nullopt},
      {"nothing", "", 10, std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(base::parse_number<std::uint8_t>(c.text, c.radix) == c.want);
    }
  }
}

TEST_CASE("parse_c_number: decides the radix by the prefix") {
  struct Case {
    const char* name;
    std::string_view text;
    std::optional<std::uint16_t> want;
  };
  static const Case cases[] = {
      {"zero", "0", 0},
      {"decimal", "10", 10},
      {"hexadecimal", "0x10", 16},
      {"hexadecimal, upper case", "0XfF", 255},
      {"octal", "010", 8},
      {"no octal digit", "08", std::nullopt},
      {"prefix without a number", "0x", std::nullopt},
      {"too large", "0x10000", std::nullopt},
      {"sign after the prefix", "0x-1", std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(base::parse_c_number<std::uint16_t>(c.text) == c.want);
    }
  }
}

TEST_CASE("parse_real: accepts one whole number that a double can hold") {
  struct Case {
    const char* name;
    std::string_view text;
    std::optional<double> want;
  };
  static const Case cases[] = {
      {"integer", "1", 1},
      {"fraction and exponent", "-2.5e3", -2500},
      {"too large", "1e999", std::nullopt},
      {"too small", "1e-999", std::nullopt},
      {"text after it", "1.0x", std::nullopt},
      {"nothing", "", std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(base::parse_real(c.text) == c.want);
    }
  }
}

TEST_CASE("equal_ignoring_case: ignores the case of ASCII letters only") {
  struct Case {
    const char* name;
    std::string_view a, b;
    bool want;
  };
  static const Case cases[] = {
      {"equal", "base", "base", true},
      {"another case", "base:IPv6", "BASE:ipV6", true},
      {"longer", "base", "bases", false},
      {"neighbors of letters", "@[`{", "`{@[", false},
      {"empty", "", "", true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(base::equal_ignoring_case(c.a, c.b) == c.want);
    }
  }
}

}  // namespace nmsgxx::test
