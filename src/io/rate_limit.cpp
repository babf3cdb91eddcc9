#include "io/rate_limit.hpp"

#include <algorithm>
#include <thread>

namespace nmsgxx {

void RateLimit::wait() {
  std::chrono::time_point<Clock, Seconds> due;
  {
    const std::lock_guard lock(mutex_);
    due = std::max(next_, std::chrono::time_point<Clock, Seconds>(Clock::now()) - Seconds(kCatchUp));
    next_ = due + interval_;
  }
  std::this_thread::sleep_until(std::chrono::time_point_cast<Clock::duration>(due));
}

std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second) {
  return std::make_shared<RateLimit>(datagrams_per_second);
}

}  // namespace nmsgxx
