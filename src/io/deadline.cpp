#include "nmsgxx/deadline.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace nmsgxx {
namespace {

using Clock = Deadline::Clock;
using std::chrono::nanoseconds;
using std::chrono::seconds;

timespec time_left(Clock::time_point until) noexcept {
  const nanoseconds left = std::max<nanoseconds>(until - Clock::now(), nanoseconds(0));
  const auto whole = std::chrono::duration_cast<seconds>(left);
  return {.tv_sec = whole.count(), .tv_nsec = (left - whole).count()};
}

constexpr Clock::time_point kNever = Clock::time_point::max();

/// Waits until the descriptor is writable (never if it is -1) or the time has come (never if it is kNever).
///
/// @return false when the deadline passes before either
bool wait(int descriptor, Clock::time_point until, const Deadline& deadline) noexcept {
  while (true) {
    const auto end = deadline.end().value_or(kNever);
    const auto now = Clock::now();
    if (now >= until) return true;
    const bool over = now >= end;
    // Once the wake-up is set, the end of the deadline is known and the wake-up need not be watched.
    const bool watched = deadline.wakeup != nullptr && end == kNever;
    std::array<pollfd, 2> items{{{descriptor, POLLOUT, 0}, {watched ? deadline.wakeup->descriptor() : -1, POLLIN, 0}}};
    const auto next = std::min(until, end);
    const timespec left = next == kNever ? timespec{} : time_left(next);
    if (ppoll(items.data(), items.size(), next == kNever ? nullptr : &left, nullptr) > 0 && items[0].revents != 0) return true;
    if (over) return false;
  }
}

}  // namespace

bool wait_writable(int descriptor, const Deadline& deadline) noexcept {
  return wait(descriptor, kNever, deadline);
}

bool wait_until(Clock::time_point until, const Deadline& deadline) noexcept {
  return wait(-1, until, deadline);
}

}  // namespace nmsgxx
