#include "nmsgxx/filter.hpp"

#include <doctest/doctest.h>

#include "nmsgxx/registry.hpp"

namespace nmsgxx::test {
namespace {

std::vector<int> kept(const MakeFilter& make, int payloads) {
  const auto filter = make();
  std::vector<int> numbers;
  for (int n = 0; n < payloads; ++n) {
    if (filter->ask({}) != Verdict::drop) numbers.push_back(n);
  }
  return numbers;
}

}  // namespace

TEST_CASE("sample_filter: count keeps every K-th payload") {
  for (const int every : {1, 2, 10}) {
    CAPTURE(every);
    const auto numbers = kept(sample_filter("count=" + std::to_string(every)).value(), 1000);
    CHECK(numbers.size() == static_cast<std::size_t>(1000 / every));
    CHECK(numbers.front() < every);
    for (std::size_t i = 1; i < numbers.size(); ++i) CHECK(numbers[i] == numbers[i - 1] + every);
  }
}

TEST_CASE("sample_filter: random keeps each payload with a probability") {
  CHECK(kept(sample_filter("random=0").value(), 1000).empty());
  CHECK(kept(sample_filter("Random=1").value(), 1000).size() == 1000);
  // Ten standard deviations.
  const auto some = kept(sample_filter("random=0.25").value(), 10'000).size();
  CHECK(some > 2070);
  CHECK(some < 2930);
}

TEST_CASE("sample_filter: refuses other parameters") {
  for (const std::string parameter :
       {"", "count", "count=0", "count=-1", "count=3x", "random=", "random=1.5", "random=-0.1", "random=nan", "number=3"}) {
    CAPTURE(parameter);
    const auto made = sample_filter(parameter);
    REQUIRE(!made.has_value());
    CHECK(made.error().message() == "'" + parameter + "': sample takes count=K, K from 1 on, or random=P, P from 0 to 1");
  }
}

TEST_CASE("where_filter: drops what the condition does not match") {
  const Registry registry;
  const auto filter = where_filter(Where::compile("vid == 7", registry).value())();
  CHECK(filter->ask({.type = {7, 1}}) == Verdict::declined);
  CHECK(filter->ask({.type = {8, 1}}) == Verdict::drop);
}

}  // namespace nmsgxx::test
