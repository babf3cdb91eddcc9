#include "dnsqr_settings.hpp"

#include <doctest/doctest.h>

#include "support/test_data.hpp"

namespace nmsgxx::test {

using tools::DnsqrSettings;
using tools::parse_dnsqr_settings;

TEST_CASE("parse_dnsqr_settings: keeps the defaults of absent settings") {
  const auto options = parse_dnsqr_settings({}, [](const Error&) { FAIL("nothing is invalid"); });
  REQUIRE(options.has_value());
  CHECK((options->direction == DnsqrOptions::Direction::both));
  CHECK(options->table_max == 131'072);
  CHECK(options->query_timeout == 60);
}

TEST_CASE("parse_dnsqr_settings: reads every setting") {
  const auto options = parse_dnsqr_settings({.direction = "1",
                                             .recursion_desired = "0",
                                             .exclude_names = "a.example::.",
                                             .include_names = "b",
                                             .table_max = "7",
                                             .query_timeout = "8",
                                             .zero_resolver = "-1",
                                             .servers = " 192.0.2.1 ,2001:db8::/32",
                                             .resolvers = "192.0.2.0/24"},
                                            [](const Error&) { FAIL("nothing is invalid"); });
  REQUIRE(options.has_value());
  CHECK((options->direction == DnsqrOptions::Direction::responses));
  CHECK(options->recursion_desired == false);
  CHECK(options->exclude_names == DomainNames{unhex("0161076578616D706C6500"), unhex("00")});
  CHECK(options->include_names == DomainNames{unhex("016200")});
  CHECK(options->table_max == 7);
  CHECK(options->query_timeout == 8);
  CHECK(options->zero_resolver_address);
  REQUIRE(options->servers.size() == 2);
  CHECK(options->servers[0].bits == 32);
  CHECK(options->servers[1].ipv6);
  CHECK(options->servers[1].bits == 32);
  CHECK(options->resolvers.at(0).bits == 24);
}

TEST_CASE("parse_dnsqr_settings: reads a direction by name or number") {
  using Direction = DnsqrOptions::Direction;
  struct Case {
    const char* text;
    Direction direction;
  };
  static const Case cases[] = {{"queries", Direction::queries},
                               {"0", Direction::queries},
                               {"responses", Direction::responses},
                               {"1", Direction::responses}};
  for (const Case& c : cases) {
    SUBCASE(c.text) {
      CHECK((parse_dnsqr_settings({.direction = c.text}, {})->direction == c.direction));
    }
  }
}

TEST_CASE("parse_dnsqr_settings: reports invalid settings and ignores them") {
  struct Case {
    const char* name;
    DnsqrSettings settings;
    std::size_t reports;
    bool usable;
  };
  static const Case cases[] = {
      {"an unknown direction", {.direction = "2"}, 1, true},
      {"a word instead of a number", {.recursion_desired = "yes"}, 1, true},
      {"an empty number", {.query_timeout = ""}, 1, true},
      {"a number out of range", {.table_max = "0"}, 1, true},
      {"a number with a unit", {.query_timeout = "5s"}, 1, true},
      {"a malformed name after a good one", {.exclude_names = "a:b..c"}, 1, true},
      {"a malformed address before a good one", {.servers = "x, 192.0.2.1"}, 1, true},
      {"no valid address", {.servers = "x"}, 1, false},
      {"an empty list of addresses", {.resolvers = ""}, 0, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      std::size_t reports = 0;
      const auto options = parse_dnsqr_settings(c.settings, [&](const Error&) { ++reports; });
      CHECK(options.has_value() == c.usable);
      CHECK(reports == c.reports);
      if (options) CHECK(options->query_timeout == 60);
    }
  }
}

}  // namespace nmsgxx::test
