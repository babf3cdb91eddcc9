#include "nmsgxx/sequence.hpp"

#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "support/random.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;
using Time = SequenceTracker::Clock::time_point;

std::int64_t lost(const std::vector<std::uint32_t>& numbers) {
  SequenceTracker tracker;
  std::int64_t sum = 0;
  for (const std::uint32_t number : numbers) {
    sum += tracker.update({}, 7, number, {});
    CHECK(sum >= 0);
  }
  return sum;
}

}  // namespace

TEST_CASE("SequenceTracker: unreadable containers are not gaps") {
  SequenceTracker tracker;
  const Sender one{.low = 1}, other{.low = 2};
  tracker.refused(one);  // before its first number: no gap will tell of it
  CHECK(tracker.update(one, 7, 10, {}) == 0);
  CHECK(tracker.update(other, 7, 10, {}) == 0);
  tracker.refused(one);
  CHECK(tracker.update(other, 7, 12, {}) == 1);
  CHECK(tracker.update(one, 7, 12, {}) == 0);
  CHECK(tracker.update(one, 7, 14, {}) == 1);
  tracker.refused(one);
  tracker.refused(one);
  CHECK(tracker.update(one, 7, 18, {}) == 1);
  // Of two streams of one sender it may have been either's.
  CHECK(tracker.update(one, 3, 0, {}) == 0);
  tracker.refused(one);
  CHECK(tracker.update(one, 7, 20, {}) == 0);
  CHECK(tracker.update(one, 3, 2, {}) == 1);
}

TEST_CASE("SequenceTracker: counts lost, late, repeated and restarted numbers") {
  struct Case {
    const char* name;
    std::vector<std::uint32_t> numbers;
    std::int64_t want;
  };
  static const Case cases[] = {
      {"in order", {0, 1, 2, 3}, 0},
      {"the first one is not 0", {1000, 1001}, 0},
      {"a gap", {0, 1, 2, 5}, 2},
      {"two gaps", {0, 2, 5}, 3},
      {"over 2^32", {0xFFFFFFFE, 0xFFFFFFFF, 0, 1}, 0},
      {"a gap over 2^32", {0xFFFFFFFE, 1}, 2},
      {"the largest gap", {0, 1'048'577}, 1'048'576},
      {"one more is a restart", {0, 1'048'578, 1'048'579}, 0},
      {"a gap after a restart", {0, 2'000'000, 2'000'002}, 1},
      {"the largest gap over 2^32", {0xFFFFFFFF, 1'048'576}, 1'048'576},
      {"late", {0, 2, 1, 3}, 0},
      {"late over 2^32", {0xFFFFFFFE, 0, 0xFFFFFFFF, 1}, 0},
      {"late by three", {0, 2, 3, 4, 1, 5}, 0},
      {"three late ones", {0, 4, 1, 2, 3, 5}, 0},
      {"three late ones, last first", {0, 4, 3, 2, 1, 5}, 0},
      {"one of three is late", {0, 4, 2, 5}, 2},
      {"late by 256", {0, 256, 1}, 254},
      {"late by more: still lost", {0, 257, 1}, 256},
      {"a copy", {0, 1, 1, 2}, 0},
      {"a copy of the first", {0, 1, 2, 0, 3}, 0},
      {"a late one twice", {0, 2, 1, 1, 3}, 0},
      {"every container twice", {0, 0, 1, 1, 2, 2, 3, 3}, 0},
      {"every container twice, later", {0, 1, 0, 2, 1, 3, 2, 4, 3}, 0},
      {"two old ones in a row", {7, 8, 9, 3, 4, 10}, 0},
      {"a burst again", {0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6}, 0},
      {"before the first one", {10, 9, 11}, 0},
      {"back to 0", {5, 6, 0, 1}, 0},
      {"back to 0 and on", {100, 101, 0, 1, 2, 3, 4}, 0},
      {"back to 0, then a gap", {100, 101, 0, 1, 2, 4}, 1},
      {"back to 0 from far", {50'000'000, 0, 1, 2}, 0},
      {"back to 0 from far, then a gap", {50'000'000, 0, 2}, 1},
      {"one from elsewhere", {50'000'000, 0, 50'000'001, 50'000'002}, 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(lost(c.numbers) == c.want);
    }
  }
}

TEST_CASE("SequenceTracker: counts what never arrives, in whatever order the rest arrives") {
  Random random(51);
  for (int run = 0; run < 50; ++run) {
    CAPTURE(run);
    const auto first = static_cast<std::uint32_t>(random());
    constexpr std::uint32_t kCount = 2000;
    std::multiset<std::pair<std::size_t, std::uint32_t>> arrivals;  // by time
    std::int64_t missing = 0;
    for (std::uint32_t i = 1; i < kCount; ++i) {
      if (one_in(random, 20)) {
        ++missing;
        continue;
      }
      arrivals.emplace(i + below(random, 100), first + i);
      if (one_in(random, 50)) arrivals.emplace(i + below(random, 100), first + i);
    }
    std::vector<std::uint32_t> numbers = {first};
    for (const auto& [time, number] : arrivals) numbers.push_back(number);
    numbers.push_back(first + kCount);
    CHECK(lost(numbers) == missing);
  }
}

TEST_CASE("SequenceTracker: a late number that was attributed to an unreadable container changes nothing") {
  for (const std::uint32_t lost_before : {0U, 3U}) {
    SequenceTracker tracker;
    std::int64_t sum = tracker.update({}, 7, 0, {});
    sum += tracker.update({}, 7, lost_before + 1, {});
    tracker.refused({});
    sum += tracker.update({}, 7, lost_before + 3, {});
    sum += tracker.update({}, 7, lost_before + 2, {});
    CHECK(sum >= 0);
  }
}

TEST_CASE("SequenceTracker: a source is a sender and an id") {
  SequenceTracker tracker;
  const Sender senders[] = {{}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  for (std::uint32_t number = 0; number < 4; ++number) {
    for (const Sender& sender : senders) {
      for (const std::uint64_t id : {0U, 1U, 2U}) {
        const std::uint32_t start = static_cast<std::uint32_t>(id) * 1000;
        CHECK(tracker.update(sender, id, start + number * 2, {}) == (number == 0 ? 0 : 1));
      }
    }
  }
}

TEST_CASE("SequenceTracker: forgets a source after 120 s of silence") {
  SequenceTracker tracker;
  const Time start(1000s);
  CHECK(tracker.update({}, 1, 0, start) == 0);
  CHECK(tracker.update({}, 1, 2, start + 120s) == 1);
  CHECK(tracker.update({}, 1, 4, start + 240s + 1ns) == 0);
  CHECK(tracker.update({}, 1, 6, start + 300s) == 1);
  CHECK(tracker.update({}, 1, 8, start + 400s) == 1);
}

TEST_CASE("SequenceTracker: forgets the source that has been silent longest for a new one") {
  SequenceTracker tracker(3);
  for (const std::uint64_t id : {1U, 2U, 3U, 1U, 4U}) tracker.update({}, id, 0, {});
  CHECK(tracker.update({}, 1, 2, {}) == 2 - 1);
  CHECK(tracker.update({}, 3, 2, {}) == 1);
  CHECK(tracker.update({}, 4, 2, {}) == 1);
  CHECK(tracker.forgotten() == 1);
  CHECK(tracker.update({}, 2, 2, {}) == 0);
  CHECK(tracker.forgotten() == 2);
}

TEST_CASE("SequenceTracker: remembers the latest sources of a flood") {
  for (const std::size_t most : {0U, 1U, 100U}) {
    SequenceTracker tracker(most);
    for (std::uint64_t id = 0; id < 20'000; ++id) tracker.update({}, id, 0, {});
    CHECK(tracker.update({}, 19'999, 2, {}) == 1);
    CHECK(tracker.update({}, 0, 2, {}) == 0);
  }
}

}  // namespace nmsgxx::test
