#include <doctest/doctest.h>

#include "nmsgxx/interface_source.hpp"

namespace nmsgxx::test {

TEST_CASE("parse_interface: reads a name, + and a snap length") {
  struct Case {
    std::string_view text, name;
    bool promiscuous;
    int snap_length;
  };
  static const Case cases[] = {
      {"eth0", "eth0", false, 1522},
      {"eth0+", "eth0", true, 1522},
      {"eth0,65535", "eth0", false, 65535},
      {"eth0+,96", "eth0", true, 96},
      {"eth0+and the rest", "eth0", true, 1522},
      {"eth0,0", "eth0", false, 0},
      {"eth0,0x60", "eth0", false, 96},
      {"eth0,0X60", "eth0", false, 96},
      {"eth0,010", "eth0", false, 8},
      {"any", "any", false, 1522},
      {"eth0+x,1", "eth0", true, 1},
      {"eth0,2147483647", "eth0", false, 2147483647},
  };
  for (const Case& c : cases) {
    SUBCASE(std::string(c.text).c_str()) {
      const auto options = parse_interface(c.text);
      REQUIRE(options.has_value());
      CHECK(options->name == c.name);
      CHECK(options->promiscuous == c.promiscuous);
      CHECK(options->snap_length == c.snap_length);
      CHECK(options->filter.empty());
      const auto larger = parse_interface(c.text, 65'535);
      CHECK(larger->snap_length == (c.snap_length == kSnapLength ? 65'535 : c.snap_length));
    }
  }
}

TEST_CASE("parse_interface: refuses other texts with a reason") {
  struct Case {
    std::string_view text, why;
  };
  static const Case cases[] = {
      {"", "'': expected the name of an interface"},
      {"+", "'+': expected the name of an interface"},
      {",96", "',96': expected the name of an interface"},
      {"eth0,", "parse error: '' is not a valid snaplen"},
      {"eth0,-1", "parse error: '-1' is not a valid snaplen"},
      {"eth0,+1", "parse error: '+1' is not a valid snaplen"},
      {"eth0,much", "parse error: 'much' is not a valid snaplen"},
      {"eth0,96x", "parse error: '96x' is not a valid snaplen"},
      {"eth0,96,1", "parse error: '96,1' is not a valid snaplen"},
      {"eth0, 96", "parse error: ' 96' is not a valid snaplen"},
      {"eth0,0x", "parse error: '0x' is not a valid snaplen"},
      {"eth0,0x-1", "parse error: '0x-1' is not a valid snaplen"},
      {"eth0,09", "parse error: '09' is not a valid snaplen"},
      {"eth0,2147483648", "parse error: '2147483648' is not a valid snaplen"},
  };
  for (const Case& c : cases) {
    SUBCASE(std::string(c.text).c_str()) {
      const auto options = parse_interface(c.text);
      REQUIRE_FALSE(options.has_value());
      CHECK((options.error().code == Errc::bad_argument));
      CHECK(options.error().message() == c.why);
    }
  }
}

}  // namespace nmsgxx::test
