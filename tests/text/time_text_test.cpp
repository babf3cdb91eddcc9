#include "text/time.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <ctime>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

std::string written(std::int64_t seconds, std::uint32_t nanoseconds) {
  std::vector<char> text(nmsgxx::text::kTimeTextMax);
  return {text.data(), nmsgxx::text::put_time(text.data(), seconds, nanoseconds)};
}

}  // namespace

TEST_CASE("time text") {
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
    CAPTURE(c.want);
    CHECK(written(c.seconds, c.nanoseconds) == c.want);
  }
}

TEST_CASE("times are those of gmtime") {
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
