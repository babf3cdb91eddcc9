#pragma once

#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "base/mutex.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/udp_sink.hpp"

namespace nmsgxx {

/// A schedule of one send every 1/rate seconds. A sender that is late catches up, but by no more than kCatchUp.
///
/// Threads: wait() may be called from any number of threads, which then share the rate.
class RateLimit {
 public:
  /// @param per_second  above 0
  explicit RateLimit(double per_second) : interval_(1.0 / per_second), next_(Clock::now()) { NMSGXX_ASSERT(per_second > 0); }

  /// Sleeps until the next send is due.
  ///
  /// @return false when the deadline passed first
  bool wait(const Deadline& deadline) NMSGXX_EXCLUDES(mutex_) {
    return wait_until(std::chrono::time_point_cast<Clock::duration>(next_send()), deadline);
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  using Time = std::chrono::time_point<Clock, Seconds>;
  static constexpr std::chrono::milliseconds kCatchUp{10};

  Time next_send() NMSGXX_EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    const Time due = std::max(next_, Time(Clock::now()) - Seconds(kCatchUp));
    next_ = due + interval_;
    return due;
  }

  const Seconds interval_;
  base::Mutex mutex_;
  Time next_ NMSGXX_GUARDED_BY(mutex_);
};

}  // namespace nmsgxx
