#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>
#include <limits>
#include <vector>

namespace nmsgxx::where {

/// Numbers with a sign, and doubles, as numbers without one in the same order.
constexpr std::uint64_t key_of_signed(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number) ^ std::uint64_t{1} << 63;
}
constexpr std::uint64_t key_of_real(double number) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// A moment, in the order of time.  One 64-bit count of nanoseconds would end in the year 2262.
struct Instant {
  std::uint64_t second = 0;  ///< key_of_signed() of the seconds since 1970
  std::uint64_t nanosecond = 0;

  auto operator<=>(const Instant&) const = default;
};

/// Nanoseconds from 10^9 on are carried into the seconds, as far as 64 bits of them go.
constexpr Instant instant(std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
  constexpr std::uint32_t kSecond = 1'000'000'000;
  const std::uint64_t second = key_of_signed(seconds);
  const std::uint64_t carry =
      std::min<std::uint64_t>(nanoseconds / kSecond, std::numeric_limits<std::uint64_t>::max() - second);
  return {second + carry, nanoseconds - carry * kSecond};
}

/// The ends of a key's range, and its neighbours.
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
struct KeyRange<Instant> {
  using Part = KeyRange<std::uint64_t>;
  static constexpr Instant kLeast{Part::kLeast, Part::kLeast};
  static constexpr Instant kMost{Part::kMost, Part::kMost};
  static constexpr Instant before(Instant key) noexcept {
    return key.nanosecond > 0 ? Instant{key.second, key.nanosecond - 1} : Instant{key.second - 1, Part::kMost};
  }
  static constexpr Instant after(Instant key) noexcept { return {key.second, key.nanosecond + 1}; }
};

template <class Key>
struct Interval {
  Key first;
  Key last;  ///< belongs to it
};

/// A set of numbers, or of instants.
template <class Key>
class Intervals {
 public:
  explicit Intervals(std::vector<Interval<Key>> intervals) : intervals_(std::move(intervals)) {
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
    const auto behind = std::ranges::upper_bound(intervals_, key, {}, &Interval<Key>::first);
    return behind != intervals_.begin() && key <= std::prev(behind)->last;
  }

 private:
  std::vector<Interval<Key>> intervals_;
};

using Number = Interval<std::uint64_t>;
using Numbers = Intervals<std::uint64_t>;
using Instants = Intervals<Instant>;

}  // namespace nmsgxx::where
