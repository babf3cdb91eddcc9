#include "nmsgxx/dnsqr_words.hpp"

#include <doctest/doctest.h>

#include "support/test_data.hpp"

namespace nmsgxx::test {

TEST_CASE("words that set up the pairing of DNS messages") {
  std::vector<std::string> unusable;
  const auto report = [&](const Error& error) { unusable.push_back(error.detail); };
  const auto none = dnsqr_options({}, report);
  REQUIRE(none.has_value());
  CHECK((none->direction == DnsqrOptions::Direction::both));
  CHECK(none->table_max == 131'072);
  CHECK(none->query_timeout == 60);
  CHECK(unusable.empty());

  const auto all = dnsqr_options({.capture_qr = "1",
                                  .capture_rd = "0",
                                  .filter_qnames_exclude = "a.example::.",
                                  .filter_qnames_include = "b",
                                  .state_table_max = "7",
                                  .query_timeout = "8",
                                  .zero_resolver_address = "-1",
                                  .auth_addrs = " 192.0.2.1 ,2001:db8::/32",
                                  .res_addrs = "192.0.2.0/24"},
                                 report);
  REQUIRE(all.has_value());
  CHECK(unusable.empty());
  CHECK((all->direction == DnsqrOptions::Direction::responses));
  CHECK(all->recursion_desired == false);
  CHECK(all->exclude_names == DomainNames{unhex("0161076578616D706C6500"), unhex("00")});
  CHECK(all->include_names == DomainNames{unhex("016200")});
  CHECK(all->table_max == 7);
  CHECK(all->query_timeout == 8);
  CHECK(all->zero_resolver_address);
  REQUIRE(all->servers.size() == 2);
  CHECK(all->servers[0].bits == 32);
  CHECK(all->servers[1].ipv6);
  CHECK(all->servers[1].bits == 32);
  CHECK(all->resolvers.at(0).bits == 24);
}

TEST_CASE("words that are of no use count as not said, or are left out, and are told of") {
  struct Case {
    std::string name;
    DnsqrWords words;
    std::size_t complaints;
    bool good;
  };
  static const Case cases[] = {
      {"a direction that is none", {.capture_qr = "2"}, 1, true},
      {"no number", {.capture_rd = "yes"}, 1, true},
      {"an empty number", {.query_timeout = ""}, 1, true},
      {"a number out of range", {.state_table_max = "0"}, 1, true},
      {"a number and more", {.query_timeout = "5s"}, 1, true},
      {"a name that is none beside one", {.filter_qnames_exclude = "a:b..c"}, 1, true},
      {"an address that is none beside one", {.auth_addrs = "x, 192.0.2.1"}, 1, true},
      {"no address", {.auth_addrs = "x"}, 1, false},
      {"an empty list of addresses", {.res_addrs = ""}, 0, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    std::size_t complaints = 0;
    const auto options = dnsqr_options(c.words, [&](const Error&) { ++complaints; });
    CHECK(options.has_value() == c.good);
    CHECK(complaints == c.complaints);
    if (options) CHECK(options->query_timeout == 60);
  }
}

}  // namespace nmsgxx::test
