#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::engine {

/// Delays bytes so that on average no more than so many pass in a second.
class Pace {
 public:
  /// @param rate  bytes per second; 0 for no limit
  explicit Pace(std::uint64_t rate) : rate_(static_cast<double>(rate)) {}

  bool limited() const noexcept { return rate_ > 0; }

  /// Waits until all bytes before `position` may pass.
  ///
  /// @return false if the wake-up was set first
  bool wait(double position, const Wakeup& wakeup) const noexcept {
    using namespace std::chrono;
    // Far below what a duration holds, and a wait of a year is one too many.
    const duration<double> due(std::min(position / rate_, 1e8));
    while (!wakeup.is_set()) {
      const auto left = ceil<milliseconds>(due - (steady_clock::now() - begin_));
      if (left <= milliseconds::zero()) return true;
      wait_readable(-1, wakeup, left);  // poll() ignores such a descriptor
    }
    return false;
  }

 private:
  double rate_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace nmsgxx::engine
