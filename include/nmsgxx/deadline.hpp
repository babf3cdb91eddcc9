#pragma once

#include <chrono>
#include <optional>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// The time that is left once a wake-up has been set, as a signal does.  Until then there is no end, and without a wake-up
/// there never is one.
///
/// Threads: any number.
struct Deadline {
  using Clock = Wakeup::Clock;

  const Wakeup* wakeup = nullptr;  ///< outlives the deadline
  std::chrono::milliseconds grace{0};

  /// Nothing as long as the wake-up is not set.
  std::optional<Clock::time_point> end() const noexcept {
    const auto set_at = wakeup == nullptr ? std::nullopt : wakeup->set_at();
    return set_at ? std::optional(*set_at + grace) : std::nullopt;
  }
  bool over() const noexcept {
    // The clock is not read while the wake-up is not set: this is asked for each container.
    const auto until = end().value_or(Clock::time_point::max());
    return until != Clock::time_point::max() && Clock::now() >= until;
  }
};

/// Waits until the descriptor takes bytes, or has an error to report.
///
/// @return false when it takes none and the deadline is over
bool wait_writable(int descriptor, const Deadline& deadline) noexcept;

/// Sleeps.
///
/// @return false when the deadline was over first
bool wait_until(Deadline::Clock::time_point until, const Deadline& deadline) noexcept;

}  // namespace nmsgxx
