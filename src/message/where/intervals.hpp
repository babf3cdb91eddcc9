#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace nmsgxx::where {

struct Interval {
  std::uint64_t first;
  std::uint64_t last;  ///< belongs to it
};

/// Numbers with a sign, and doubles, as numbers without one in the same order.
constexpr std::uint64_t key_of_signed(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number) ^ std::uint64_t{1} << 63;
}
constexpr std::uint64_t key_of_real(double number) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// A set of numbers.
class Intervals {
 public:
  explicit Intervals(std::vector<Interval> intervals) : intervals_(std::move(intervals)) {
    std::ranges::sort(intervals_, {}, &Interval::first);
    std::vector<Interval> merged;
    for (const Interval& next : intervals_) {
      if (!merged.empty() && next.first <= merged.back().last) {
        merged.back().last = std::max(merged.back().last, next.last);
      } else {
        merged.push_back(next);
      }
    }
    intervals_ = std::move(merged);
  }

  bool contains(std::uint64_t key) const noexcept {
    const auto behind = std::ranges::upper_bound(intervals_, key, {}, &Interval::first);
    return behind != intervals_.begin() && key <= std::prev(behind)->last;
  }

 private:
  std::vector<Interval> intervals_;
};

}  // namespace nmsgxx::where
