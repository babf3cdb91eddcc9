#pragma once

#include <chrono>
#include <optional>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// The time that is left once a wake-up was set. Until then, and without a wake-up, the deadline never passes.
///
/// Threads: may be used by any number of threads at once.
struct Deadline {
  using Clock = Wakeup::Clock;

  const Wakeup* wakeup = nullptr;      ///< must outlive the deadline; null for no deadline
  std::chrono::milliseconds grace{0};  ///< time that is left when the wake-up is set

  /// Returns when the deadline passes, or nothing while the wake-up is not set.
  std::optional<Clock::time_point> end() const noexcept {
    const auto set_at = wakeup == nullptr ? std::nullopt : wakeup->set_at();
    return set_at ? std::optional(*set_at + grace) : std::nullopt;
  }
  /// Returns whether the deadline has passed.
  bool over() const noexcept {
    // This is called for each container, so the clock is not read before the wake-up is set.
    const auto until = end().value_or(Clock::time_point::max());
    return until != Clock::time_point::max() && Clock::now() >= until;
  }
};

/// Waits until the descriptor is writable, or has an error to report.
///
/// @return false when the deadline passed first; not before the descriptor was looked at once
bool wait_writable(int descriptor, const Deadline& deadline) noexcept;

/// Sleeps until a time.
///
/// @return false when the deadline passed first
bool wait_until(Deadline::Clock::time_point until, const Deadline& deadline) noexcept;

}  // namespace nmsgxx
