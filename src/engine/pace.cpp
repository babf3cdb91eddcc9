#include "engine/pace.hpp"

#include <algorithm>

namespace nmsgxx::engine {

bool Pace::wait(double position, const Wakeup& wakeup) const noexcept {
  using namespace std::chrono;
  // Far below what a duration holds, and a wait of a year is one too many.
  const duration<double> due(std::min(position / rate_, 1e8));
  while (!wakeup.is_set()) {
    const auto left = ceil<milliseconds>(due - (steady_clock::now() - begin_));
    if (left <= milliseconds::zero()) return true;
    wait_readable(-1, wakeup, left);  // poll() passes over such a descriptor
  }
  return false;
}

}  // namespace nmsgxx::engine
