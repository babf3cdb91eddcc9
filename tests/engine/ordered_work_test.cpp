#include "engine/ordered_work.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>

namespace nmsgxx::test {
namespace {

struct Number {
  unsigned given = 0;
  unsigned made = 0;
};

}  // namespace

TEST_CASE("OrderedWork: slots are finished in the order in which they were filled, by any number of threads") {
  constexpr unsigned kSlots = 2000;
  for (const unsigned threads : {0U, 1U, 2U, 3U, 8U}) {
    CAPTURE(threads);
    std::atomic<unsigned> at_work = 0;
    std::atomic<unsigned> most_at_work = 0;
    std::vector<unsigned> finished;
    QueueStats stats;
    {
      engine::OrderedWork<Number> numbers(
          threads, [] { return std::make_unique<Number>(); },
          [&](Number& number) {
            const unsigned now = ++at_work;
            for (unsigned most = most_at_work; now > most && !most_at_work.compare_exchange_weak(most, now);) {
            }
            // The later ones of each group are done first.
            if (number.given % 50 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
            number.made = number.given * 2;
            --at_work;
          },
          [&](Number& number) { finished.push_back(number.made); }, stats);
      for (unsigned n = 0; n < kSlots; ++n) {
        numbers.next().given = n;
        numbers.submit();
        CHECK(numbers.waiting() <= std::max(1U, 2 * threads));
        if (n != 999) continue;
        numbers.drain();
        CHECK(finished.size() == 1000);
        CHECK(numbers.waiting() == 0);
      }
      numbers.drain();
      CHECK(stats.slots.value() == 2 * threads);
      CHECK(stats.most.value() <= stats.slots.value());
      if (threads == 0) CHECK(stats.waits.value() == 0);
    }
    CHECK(finished.size() == kSlots);
    for (unsigned n = 0; n < finished.size(); ++n) REQUIRE(finished[n] == 2 * n);
    CHECK(most_at_work <= std::max(1U, threads));
  }
}

TEST_CASE("OrderedWork: what was handed on is finished before the end, without a drain") {
  std::atomic<unsigned> finished = 0;
  QueueStats stats;
  {
    engine::OrderedWork<Number> numbers(
        4, [] { return std::make_unique<Number>(); }, [](Number&) {}, [&](Number&) { ++finished; }, stats);
    for (unsigned n = 0; n < 100; ++n) {
      numbers.next();
      numbers.submit();
    }
  }
  CHECK(finished == 100);
}

}  // namespace nmsgxx::test
