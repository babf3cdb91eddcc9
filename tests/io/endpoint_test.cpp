#include "nmsgxx/endpoint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace std::string_view_literals;

namespace nmsgxx::test {
namespace {

std::string texts(const std::vector<Endpoint>& endpoints) {
  std::string out;
  for (const Endpoint& endpoint : endpoints) out += (out.empty() ? "" : " ") + endpoint.text();
  return out;
}

// A NUL in a text must not cut the name of its row.
std::string name_of(std::string_view text) {
  std::string name(text);
  std::ranges::replace(name, '\0', '?');
  return name;
}

}  // namespace

TEST_CASE("parse_endpoints: reads addresses, ports and ranges of ports") {
  struct Case {
    std::string_view text, want;
  };
  static const Case cases[] = {
      {"127.0.0.1/8430", "127.0.0.1/8430"},
      {"0.0.0.0/1", "0.0.0.0/1"},
      {"255.255.255.255/65535", "255.255.255.255/65535"},
      {"::/9430", "::/9430"},
      {"2001:DB8::0:1/53", "2001:db8::1/53"},
      {"::ffff:192.0.2.1/53", "::ffff:192.0.2.1/53"},
      {"192.0.2.1/9..9", "192.0.2.1/9"},
      {"192.0.2.1/65534..65535", "192.0.2.1/65534 192.0.2.1/65535"},
      {"::1/8430..8432", "::1/8430 ::1/8431 ::1/8432"},
      {"192.0.2.1/00053", "192.0.2.1/53"},
  };
  for (const Case& c : cases) {
    SUBCASE(name_of(c.text).c_str()) {
      const auto endpoints = parse_endpoints(c.text);
      REQUIRE(endpoints.has_value());
      CHECK(texts(*endpoints) == c.want);
    }
  }
  CHECK(parse_endpoints("::1/65515..65535")->size() == 21);
}

TEST_CASE("parse_endpoints: refuses other texts with a reason") {
  constexpr auto kSlash = "expected ADDRESS/PORT";
  constexpr auto kAddress = "expected a numeric IPv4 or IPv6 address before the /";
  constexpr auto kPort = "expected a port from 1 to 65535, or a range FIRST..LAST";
  struct Case {
    std::string_view text;
    std::string_view why;
  };
  static const Case cases[] = {
      {"", kSlash},
      {"127.0.0.1", kSlash},
      {"127.0.0.1:8430", kSlash},
      {"/8430", kAddress},
      {"localhost/8430", kAddress},
      {"127.0.0/8430", kAddress},
      {"127.0.0.256/8430", kAddress},
      {" 127.0.0.1/8430", kAddress},
      {"[::1]/8430", kAddress},
      {"fe80::1%lo/8430", kAddress},
      {"1:2:3:4:5:6:7:8:9/8430", kAddress},
      {"127.0.0.1\0junk/8430"sv, kAddress},
      {"127.0.0.1/", kPort},
      {"127.0.0.1/0", kPort},
      {"127.0.0.1/65536", kPort},
      {"127.0.0.1/18446744073709551617", kPort},
      {"127.0.0.1/-1", kPort},
      {"127.0.0.1/+1", kPort},
      {"127.0.0.1/0x10", kPort},
      {"127.0.0.1/http", kPort},
      {"127.0.0.1/8430x", kPort},
      {"127.0.0.1/8430 ", kPort},
      {"127.0.0.1/8430,100", kPort},
      {"127.0.0.1/8430/8431", kPort},
      {"127.0.0.1/..8431", kPort},
      {"127.0.0.1/8430..", kPort},
      {"127.0.0.1/8430.8431", kPort},
      {"127.0.0.1/8430...8431", kPort},
      {"127.0.0.1/8430..8431..8432", kPort},
      {"127.0.0.1/0..8431", kPort},
      {"127.0.0.1/8430..65536", kPort},
      {"127.0.0.1/8431..8430", "port range is descending: 8431..8430"},
      {"127.0.0.1/1..22", "expected a range of at most 21 ports, got 22"},
  };
  for (const Case& c : cases) {
    SUBCASE(name_of(c.text).c_str()) {
      const auto endpoints = parse_endpoints(c.text);
      REQUIRE_FALSE(endpoints.has_value());
      CHECK(endpoints.error().code == Errc::bad_argument);
      CHECK(endpoints.error().detail == "'" + std::string(c.text) + "': " + std::string(c.why));
    }
  }
}

TEST_CASE("parse_output_endpoints: reads a rate and a frequency") {
  struct Case {
    std::string_view text;
    double rate;
    std::uint32_t freq;
  };
  static const Case cases[] = {
      {"127.0.0.1/8430", 0, 0},
      {"127.0.0.1/8430,0", 0, 0},
      {"127.0.0.1/8430,1000", 1000, 0},
      {"127.0.0.1/8430,0.5", 0.5, 0},
      {"127.0.0.1/8430..8431,1e5,100", 1e5, 100},
  };
  for (const Case& c : cases) {
    SUBCASE(name_of(c.text).c_str()) {
      const auto output = parse_output_endpoints(c.text);
      REQUIRE(output.has_value());
      CHECK(output->rate == c.rate);
      CHECK(output->freq == c.freq);
      CHECK(output->endpoints.size() == (c.freq == 100 ? 2 : 1));
    }
  }
}

TEST_CASE("parse_output_endpoints: refuses malformed rates with a reason") {
  constexpr auto kRate = "expected a rate in datagrams per second after the comma";
  constexpr auto kFreq = "expected a frequency after the second comma";
  struct Case {
    std::string_view text, why;
  };
  static const Case cases[] = {
      {"127.0.0.1/8430,", kRate},       {"127.0.0.1/8430,fast", kRate},          {"127.0.0.1/8430,-1", kRate},
      {"127.0.0.1/8430,10x", kRate},    {"127.0.0.1/8430,inf", kRate},           {"127.0.0.1/8430,nan", kRate},
      {"127.0.0.1/8430,1e999", kRate},  {"127.0.0.1/8430, 10", kRate},           {"127.0.0.1/8430,10,", kFreq},
      {"127.0.0.1/8430,10,x", kFreq},   {"127.0.0.1/8430,10,-1", kFreq},         {"127.0.0.1/8430,10,1.5", kFreq},
      {"127.0.0.1/8430,10,1,1", kFreq}, {"127.0.0.1/8430,10,4294967296", kFreq},
  };
  for (const Case& c : cases) {
    SUBCASE(name_of(c.text).c_str()) {
      const auto output = parse_output_endpoints(c.text);
      REQUIRE_FALSE(output.has_value());
      CHECK(output.error().code == Errc::bad_argument);
      CHECK(output.error().detail.ends_with(c.why));
    }
  }
}

TEST_CASE("Endpoint: distinguishes multicast groups from hosts") {
  struct Case {
    std::string_view text;
    bool want;
  };
  static const Case cases[] = {
      {"223.255.255.255/1", false}, {"224.0.0.0/1", true}, {"239.255.255.255/1", true}, {"240.0.0.0/1", false},
      {"255.255.255.255/1", false}, {"ff02::1/1", true},   {"fe80::1/1", false},        {"::1/1", false},
  };
  for (const Case& c : cases) {
    SUBCASE(name_of(c.text).c_str()) {
      CHECK(parse_endpoints(c.text)->front().multicast() == c.want);
    }
  }
}

}  // namespace nmsgxx::test
