#include <doctest/doctest.h>

#include <string>

#include "nmsgxx/interface_source.hpp"

namespace nmsgxx::test {

TEST_CASE("names of interfaces") {
  struct Case {
    const char* text;
    const char* name;  // null: refused
    bool promiscuous;
    int snap_length;
  };
  static const Case cases[] = {
      {"eth0", "eth0", false, 1522},     {"eth0+", "eth0", true, 1522},    {"eth0,96", "eth0", false, 96},
      {"eth0+,0x60", "eth0", true, 96},  {"eth0,0140", "eth0", false, 96}, {"eth0,0", "eth0", false, 0},
      {"eth0+junk", "eth0", true, 1522}, {"eth0,-1", nullptr, false, 0},   {"eth0,junk", nullptr, false, 0},
      {"eth0,", nullptr, false, 0},      {"eth0,96x", nullptr, false, 0},  {"", nullptr, false, 0},
      {"+", nullptr, false, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto options = parse_interface(c.text);
    REQUIRE(options.has_value() == (c.name != nullptr));
    if (!options) continue;
    CHECK(options->name == c.name);
    CHECK(options->promiscuous == c.promiscuous);
    CHECK(options->snap_length == c.snap_length);
  }
  CHECK(parse_interface("eth0,junk").error().message() == "parse error: 'junk' is not a valid snaplen");
}

}  // namespace nmsgxx::test
