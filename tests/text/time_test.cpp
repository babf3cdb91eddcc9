#include "text/time.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <ctime>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string written(std::int64_t seconds, std::uint32_t nanoseconds) {
  std::vector<char> text(nmsgxx::text::kTimeTextMax);
  return {text.data(), nmsgxx::text::put_time(text.data(), seconds, nanoseconds)};
}

std::string presented(std::int64_t seconds) {
  std::vector<char> text(nmsgxx::text::kTimeTextMax);
  return {text.data(), nmsgxx::text::put_presentation_time(text.data(), seconds, 0)};
}

}  // namespace

TEST_CASE("put_time: writes any numbers") {
  struct Case {
    std::int64_t seconds;
    std::uint32_t nanoseconds;
    std::string_view want;
  };
  static const Case cases[] = {
      {0, 0, "1970-01-01 00:00:00.000000000"},
      {1424588310, 32007000, "2015-02-22 06:58:30.032007000"},
      {1700000000, 5, "2023-11-14 22:13:20.000000005"},
      {951782399, 999999999, "2000-02-28 23:59:59.999999999"},
      {951782400, 0, "2000-02-29 00:00:00.000000000"},
      {951868800, 0, "2000-03-01 00:00:00.000000000"},
      {4107542400, 0, "2100-03-01 00:00:00.000000000"},
      {-2, 500000000, "1969-12-31 23:59:58.500000000"},
      {-62135596800, 0, "0001-01-01 00:00:00.000000000"},
      {-62135596801, 0, "0000-12-31 23:59:59.000000000"},
      {-62167219201, 0, "-0001-12-31 23:59:59.000000000"},
      {253402300799, 0, "9999-12-31 23:59:59.000000000"},
      {253402300800, 0, "10000-01-01 00:00:00.000000000"},
      {0, 1000000000, "1970-01-01 00:00:00.1000000000"},
      {0, 4294967295, "1970-01-01 00:00:00.4294967295"},
      {std::numeric_limits<std::int64_t>::max(), 4294967295, "292277026596-12-04 15:30:07.4294967295"},
      {std::numeric_limits<std::int64_t>::min(), 4294967295, "-292277022657-01-27 08:29:52.4294967295"},
  };
  for (const auto& c : cases) {
    SUBCASE(std::string(c.want).c_str()) {
      CHECK(written(c.seconds, c.nanoseconds) == c.want);
      CHECK(nmsgxx::text::parse_time(c.want) == nmsgxx::Time{c.seconds, c.nanoseconds});
    }
  }
}

TEST_CASE("put_time: agrees with gmtime") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::time_t> seconds(-62135596800, 253402300799);  // the years 1 to 9999
  for (int i = 0; i < 50'000; ++i) {
    const std::time_t time = seconds(random);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char want[64];
    std::snprintf(want, sizeof want, "%04d-%02d-%02d %02d:%02d:%02d.%09d", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, i);
    if (written(time, static_cast<std::uint32_t>(i)) != want) FAIL("differs: " << want);
  }
}

TEST_CASE("put_presentation_time: leaves out the leading zeros of a year") {
  CHECK(presented(0) == "1970-01-01 00:00:00.000000000");
  CHECK(presented(-62135596800) == "1-01-01 00:00:00.000000000");
  CHECK(presented(-62135596801) == "0-12-31 23:59:59.000000000");
  CHECK(presented(-62167219201) == "-1-12-31 23:59:59.000000000");
  CHECK(presented(-30610224000) == "1000-01-01 00:00:00.000000000");
}

TEST_CASE("parse_time: accepts a shorter fraction, and rejects other texts") {
  struct Case {
    std::string_view text;
    std::optional<nmsgxx::Time> want;
  };
  static const Case cases[] = {
      {"1970-01-01 00:00:01", nmsgxx::Time{1, 0}},
      {"1970-01-01 00:00:01.5", nmsgxx::Time{1, 500'000'000}},
      {"1970-1-1 0:0:60.0", nmsgxx::Time{60, 0}},
      {"", {}},
      {"1970-01-01", {}},
      {"1970-01-01 00:00", {}},
      {"1970-01-01T00:00:01", {}},
      {"1970-01-01 00:00:01Z", {}},
      {"1970-01-01 00:00:01.", {}},
      {"1970-01-01 00:00:01.-5", {}},
      {"1970-01-01 00:00:01.12345678901", {}},
      {"1970-13-01 00:00:01", {}},
      {"1970-01-32 00:00:01", {}},
      {"1970-01-01 24:00:01", {}},
      {"1970-01-01 00:60:01", {}},
      {"1970-01-01 00:00:61", {}},
      {"292277026596-12-04 15:30:08", {}},
      {"-292277022657-01-27 08:29:51", {}},
      {"999999999999-01-01 00:00:00", {}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK((nmsgxx::text::parse_time(c.text) == c.want));
  }
}
