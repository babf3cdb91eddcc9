#include "io/source_stats.hpp"

#include <doctest/doctest.h>

namespace nmsgxx::test {

TEST_CASE("WrappingCounter: extends a counter of 32 bits and ignores old values") {
  io::WrappingCounter count;
  struct Case {
    std::uint32_t counter;
    std::uint64_t want;
  };
  static const Case cases[] = {{0, 0},
                               {5, 5},
                               {3, 5},
                               {5, 5},
                               {0x7FFFFFFF, 0x7FFFFFFF},
                               {0xFFFFFFFE, 0xFFFFFFFE},
                               {1, 0x1'0000'0001},
                               {0xFFFFFFFF, 0x1'0000'0001},
                               {9, 0x1'0000'0009}};
  for (const Case& c : cases) {
    CAPTURE(c.counter);
    count.update(c.counter);
    CHECK(count.value() == c.want);
  }
}

}  // namespace nmsgxx::test
