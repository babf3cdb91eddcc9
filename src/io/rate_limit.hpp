#pragma once

#include <chrono>
#include <mutex>

#include "nmsgxx/udp_sink.hpp"

namespace nmsgxx {

/// A schedule of one send every 1/rate seconds, in real numbers.  A late sender catches up, but for no more than kCatchUp.
class RateLimit {
 public:
  explicit RateLimit(double per_second) : interval_(1.0 / per_second), next_(Clock::now()) {}

  /// Sleeps until the next send is due.
  ///
  /// @return false when the deadline was over first
  bool wait(const Deadline& deadline);

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  static constexpr std::chrono::milliseconds kCatchUp{10};

  std::mutex mutex_;
  Seconds interval_;
  std::chrono::time_point<Clock, Seconds> next_;
};

}  // namespace nmsgxx
