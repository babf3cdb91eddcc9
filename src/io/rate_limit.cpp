#include "io/rate_limit.hpp"

#include <algorithm>

namespace nmsgxx {

bool RateLimit::wait(const Deadline& deadline) {
  std::chrono::time_point<Clock, Seconds> due;
  {
    const std::lock_guard lock(mutex_);
    due = std::max(next_, std::chrono::time_point<Clock, Seconds>(Clock::now()) - Seconds(kCatchUp));
    next_ = due + interval_;
  }
  return wait_until(std::chrono::time_point_cast<Clock::duration>(due), deadline);
}

std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second) {
  return std::make_shared<RateLimit>(datagrams_per_second);
}

}  // namespace nmsgxx
