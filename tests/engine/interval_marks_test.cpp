#include "engine/interval_marks.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;
using engine::ClockWatch;
using engine::IntervalMarks;
using std::chrono::nanoseconds;

IntervalMarks::Wall::time_point wall(nanoseconds since_1970) {
  return IntervalMarks::Wall::time_point(since_1970);
}
IntervalMarks::Steady::time_point steady(nanoseconds since_start) {
  return IntervalMarks::Steady::time_point(since_start);
}

}  // namespace

TEST_CASE("IntervalMarks: a mark is a multiple of the interval, later by the phase") {
  struct Case {
    const char* name;
    std::chrono::seconds interval, phase;
    nanoseconds now, mark;
  };
  static const Case cases[] = {
      {"within an interval", 60s, 0s, 1000s, 1020s}, {"a fraction after a mark", 60s, 0s, 1020s + 1ns, 1080s},
      {"on a mark", 60s, 0s, 1020s, 1080s},          {"a fraction before a mark", 60s, 0s, 1020s - 1ns, 1020s},
      {"with a phase", 60s, 7s, 1020s, 1027s},       {"with a phase, on a mark", 60s, 7s, 1027s, 1087s},
      {"every second", 1s, 0s, 1500ms, 2s},          {"once a day", 86400s, 0s, 1795466810s, 1795478400s},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      IntervalMarks marks(c.interval, c.phase);
      marks.next(wall(c.now), steady(5s));
      CHECK_FALSE(marks.reached(steady(5s + c.mark - c.now - 1ns)));
      CHECK(marks.reached(steady(5s + c.mark - c.now)));
    }
  }
}

TEST_CASE("IntervalMarks: without an interval there is none") {
  IntervalMarks marks(0s, 0s);
  marks.next(wall(1000s), steady(0s));
  CHECK_FALSE(marks.reached(IntervalMarks::Steady::time_point::max()));
}

TEST_CASE("IntervalMarks: setting the clock changes the marks after the next one, and not when that is reached") {
  struct Case {
    const char* name;
    nanoseconds set_by;
    nanoseconds second;  // mark, from the first on
  };
  static const Case cases[] = {
      {"not set", 0s, 60s},
      {"back by an hour", -3600s, 60s},
      {"back by an hour and ten seconds", -3610s, 10s},
      {"back by less than a second", -400ms, 60s + 400ms},
      {"back by a year", -365 * 86400s, 60s},
      {"forward by an hour", 3600s, 60s},
      {"forward by ten seconds", 10s, 50s},
      {"forward by a year and a minute", 365 * 86400s + 60s, 60s},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      IntervalMarks marks(60s, 0s);
      marks.next(wall(1'000'000'000s), steady(0s));  // 20 s before the mark
      CHECK_FALSE(marks.reached(steady(20s - 1ns)));
      REQUIRE(marks.reached(steady(20s)));
      marks.next(wall(1'000'000'020s + c.set_by), steady(20s));
      CHECK_FALSE(marks.reached(steady(20s + c.second - 1ns)));
      CHECK(marks.reached(steady(20s + c.second)));
    }
  }
}

TEST_CASE("ClockWatch: each setting of the clock is noticed once, in both directions") {
  struct Look {
    nanoseconds wall, steady;
    std::optional<nanoseconds> want;
  };
  struct Case {
    const char* name;
    std::vector<Look> looks;
  };
  static const Case cases[] = {
      {"it goes on", {{1000s, 0s, {}}, {1001s, 1s, {}}, {5000s, 4000s, {}}}},
      {"back by an hour", {{10000s, 0s, {}}, {6401s, 1s, -3600s}, {6402s, 2s, {}}}},
      {"forward by an hour", {{10000s, 0s, {}}, {13601s, 1s, 3600s}, {13602s, 2s, {}}}},
      {"by a second", {{10000s, 0s, {}}, {10002s, 1s, {}}, {10002s, 2s, {}}}},
      {"by more than a second, twice", {{10000s, 0s, {}}, {10003s, 1s, 2s}, {10002s, 2s, -2s}, {10003s, 3s, {}}}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      ClockWatch watch;
      for (const Look& look : c.looks) CHECK(watch.set_by(wall(look.wall), steady(look.steady)) == look.want);
    }
  }
}

}  // namespace nmsgxx::test
