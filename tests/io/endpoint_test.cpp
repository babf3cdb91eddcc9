#include "nmsgxx/endpoint.hpp"

#include <doctest/doctest.h>

#include <string>

namespace nmsgxx::test {

TEST_CASE("socket addresses") {
  struct Case {
    const char* text;
    const char* first;  // null: refused
    const char* last;
    std::size_t count;
  };
  static const Case cases[] = {
      {"127.0.0.1/8430", "127.0.0.1/8430", "127.0.0.1/8430", 1},
      {"::1/1", "::1/1", "::1/1", 1},
      {"2001:db8::0:1/65535", "2001:db8::1/65535", "2001:db8::1/65535", 1},
      {"255.255.255.255/9", "255.255.255.255/9", "255.255.255.255/9", 1},
      {"0.0.0.0/10..12", "0.0.0.0/10", "0.0.0.0/12", 3},
      {"::/7..7", "::/7", "::/7", 1},
      {"127.0.0.1/1..65535", "127.0.0.1/1", "127.0.0.1/65535", 65535},
      {"", nullptr, nullptr, 0},
      {"127.0.0.1", nullptr, nullptr, 0},
      {"127.0.0.1/", nullptr, nullptr, 0},
      {"/8430", nullptr, nullptr, 0},
      {"localhost/8430", nullptr, nullptr, 0},
      {"[::1]/8430", nullptr, nullptr, 0},
      {"fe80::1%lo/8430", nullptr, nullptr, 0},
      {"127.0.0.1/0", nullptr, nullptr, 0},
      {"127.0.0.1/65536", nullptr, nullptr, 0},
      {"127.0.0.1/4294967297", nullptr, nullptr, 0},
      {"127.0.0.1/-1", nullptr, nullptr, 0},
      {"127.0.0.1/+1", nullptr, nullptr, 0},
      {"127.0.0.1/1x", nullptr, nullptr, 0},
      {"127.0.0.1/ 1", nullptr, nullptr, 0},
      {"127.0.0.1/2..1", nullptr, nullptr, 0},
      {"127.0.0.1/1..", nullptr, nullptr, 0},
      {"127.0.0.1/..2", nullptr, nullptr, 0},
      {"127.0.0.1/1...2", nullptr, nullptr, 0},
      {"127.0.0.1/1,5", nullptr, nullptr, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto endpoints = parse_endpoints(c.text);
    REQUIRE(endpoints.has_value() == (c.first != nullptr));
    if (!endpoints) {
      CHECK(endpoints.error().code == Errc::bad_argument);
      CHECK(endpoints.error().message().find(c.text) != std::string::npos);
      continue;
    }
    CHECK(endpoints->size() == c.count);
    CHECK(endpoints->front().text() == c.first);
    CHECK(endpoints->back().text() == c.last);
  }
}

TEST_CASE("socket addresses of outputs") {
  struct Case {
    const char* text;
    double rate;  // negative: refused
    std::uint32_t freq;
  };
  static const Case cases[] = {
      {"127.0.0.1/8430", 0, 0},     {"127.0.0.1/8430,100", 100, 0}, {"127.0.0.1/8430..8431,0.5,10", 0.5, 10},
      {"127.0.0.1/8430,0", 0, 0},   {"127.0.0.1/8430,", -1, 0},     {"127.0.0.1/8430,fast", -1, 0},
      {"127.0.0.1/8430,-1", -1, 0}, {"127.0.0.1/8430,inf", -1, 0},  {"127.0.0.1/8430,nan", -1, 0},
      {"127.0.0.1/8430,1,", -1, 0}, {"127.0.0.1/8430,1,x", -1, 0},  {"127.0.0.1/8430,1,2,3", -1, 0},
      {"127.0.0.1,5", -1, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto outputs = parse_output_endpoints(c.text);
    REQUIRE(outputs.has_value() == (c.rate >= 0));
    if (!outputs) continue;
    CHECK(outputs->rate == c.rate);
    CHECK(outputs->freq == c.freq);
  }
}

TEST_CASE("multicast groups") {
  struct Case {
    const char* text;
    bool want;
  };
  static const Case cases[] = {{"224.0.0.1/1", true},  {"239.255.255.255/1", true}, {"223.255.255.255/1", false},
                               {"240.0.0.1/1", false}, {"ff02::1/1", true},         {"fe80::1/1", false}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(parse_endpoints(c.text)->front().multicast() == c.want);
  }
}

}  // namespace nmsgxx::test
