#pragma once

#include <chrono>
#include <cstdint>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::engine {

/// Holds octets back so that on average no more than so many are through in a second.
class Pace {
 public:
  /// @param rate  octets a second; 0 for no limit
  explicit Pace(std::uint64_t rate) : rate_(static_cast<double>(rate)) {}

  bool limited() const noexcept { return rate_ > 0; }

  /// Waits until all octets up to `position` may be through; false when the wake-up came first.
  bool wait(double position, const Wakeup& wakeup) const noexcept;

 private:
  double rate_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace nmsgxx::engine
