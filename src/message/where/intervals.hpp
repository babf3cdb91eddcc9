#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "nmsgxx/time.hpp"

namespace nmsgxx::where {

/// NumberSet with a sign, and doubles, as numbers without one in the same order.
constexpr std::uint64_t key_of_signed(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number) ^ std::uint64_t{1} << 63;
}
constexpr std::uint64_t key_of_real(double number) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// Returns the same time with nanoseconds from 10^9 on carried into the seconds, as far as they have room.  Only such times may
/// be compared.
constexpr Time normalized(Time time) noexcept {
  constexpr std::uint32_t kSecond = 1'000'000'000;
  const auto room =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) - static_cast<std::uint64_t>(time.seconds);
  const auto carry = static_cast<std::uint32_t>(std::min<std::uint64_t>(time.nanoseconds / kSecond, room));
  return {time.seconds + carry, time.nanoseconds - carry * kSecond};
}

/// The least and the greatest value of a key, and the neighbours of a key that has them.
template <class Key>
struct KeyRange;

template <>
struct KeyRange<std::uint64_t> {
  static constexpr std::uint64_t kLeast = 0;
  static constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t before(std::uint64_t key) noexcept { return key - 1; }
  static constexpr std::uint64_t after(std::uint64_t key) noexcept { return key + 1; }
};

template <>
struct KeyRange<Time> {
  using Seconds = std::numeric_limits<std::int64_t>;
  static constexpr std::uint32_t kMostNanoseconds = std::numeric_limits<std::uint32_t>::max();
  static constexpr Time kLeast{Seconds::min(), 0};
  static constexpr Time kMost{Seconds::max(), kMostNanoseconds};
  static constexpr Time before(Time key) noexcept {
    return key.nanoseconds > 0 ? Time{key.seconds, key.nanoseconds - 1} : Time{key.seconds - 1, kMostNanoseconds};
  }
  static constexpr Time after(Time key) noexcept { return {key.seconds, key.nanoseconds + 1}; }
};

template <class Key>
struct Interval {
  Key first;
  Key last;  ///< inclusive
};

/// A set of numbers or of times.
template <class Key>
class IntervalSet {
 public:
  explicit IntervalSet(std::vector<Interval<Key>> intervals) : intervals_(std::move(intervals)) {
    std::ranges::sort(intervals_, {}, &Interval<Key>::first);
    std::vector<Interval<Key>> merged;
    for (const auto& next : intervals_) {
      if (!merged.empty() && next.first <= merged.back().last) {
        merged.back().last = std::max(merged.back().last, next.last);
      } else {
        merged.push_back(next);
      }
    }
    intervals_ = std::move(merged);
  }

  bool contains(const Key& key) const noexcept {
    const auto after = std::ranges::upper_bound(intervals_, key, {}, &Interval<Key>::first);
    return after != intervals_.begin() && key <= std::prev(after)->last;
  }

 private:
  std::vector<Interval<Key>> intervals_;
};

using NumberRange = Interval<std::uint64_t>;
using NumberSet = IntervalSet<std::uint64_t>;
using TimeSet = IntervalSet<Time>;

}  // namespace nmsgxx::where
