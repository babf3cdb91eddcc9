#pragma once

#include <chrono>
#include <optional>

namespace nmsgxx::engine {

/// The wall clock's multiples of an interval since 1970, shifted by a phase.
///
/// The wall clock says when the next mark is, the steady clock when it is reached: setting the wall clock neither keeps marks
/// back nor brings them forward.
class IntervalMarks {
 public:
  using Wall = std::chrono::system_clock;
  using Steady = std::chrono::steady_clock;

  /// @param interval  0 for no marks
  IntervalMarks(std::chrono::seconds interval, std::chrono::seconds phase) noexcept : interval_(interval), phase_(phase) {}

  /// Waits for the next mark from now on.
  ///
  /// @param steady  must not have been read before `wall`, or the mark is reached too early and comes once more
  void next(Wall::time_point wall, Steady::time_point steady) noexcept {
    if (interval_.count() == 0) return;
    // A clock that was set back a little would show the last mark again.
    const auto from = mark_ && *mark_ > wall && *mark_ - wall <= kLittle ? *mark_ : wall;
    const auto since = std::chrono::floor<std::chrono::seconds>(from - phase_).time_since_epoch();
    mark_ = Wall::time_point(since - since % interval_ + interval_ + phase_);
    until_ = steady + (*mark_ - wall);
  }
  bool reached(Steady::time_point now) const noexcept { return mark_ && now >= until_; }

 private:
  static constexpr std::chrono::seconds kLittle{1};

  std::chrono::seconds interval_;
  std::chrono::seconds phase_;
  std::optional<Wall::time_point> mark_;
  Steady::time_point until_{};
};

/// Notices when the wall clock is set.
class ClockWatch {
 public:
  using Wall = IntervalMarks::Wall;
  using Steady = IntervalMarks::Steady;

  /// By how much it was set since the last call, if that is more than a second.
  std::optional<std::chrono::nanoseconds> set_by(Wall::time_point wall, Steady::time_point steady) noexcept {
    constexpr std::chrono::seconds kNotable{1};
    const std::chrono::nanoseconds ahead = wall.time_since_epoch() - steady.time_since_epoch();
    const std::chrono::nanoseconds change = ahead - ahead_.value_or(ahead);
    ahead_ = ahead;
    return std::chrono::abs(change) > kNotable ? std::optional(change) : std::nullopt;
  }

 private:
  std::optional<std::chrono::nanoseconds> ahead_;  // of the steady clock
};

}  // namespace nmsgxx::engine
