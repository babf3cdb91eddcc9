#include "nmsgxx/wakeup.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <system_error>

namespace nmsgxx {
namespace {

using Clock = Wakeup::Clock;
using std::chrono::milliseconds;

// Returns the time that is left in the milliseconds of poll(), rounded up.
int poll_time(Clock::time_point until) noexcept {
  const auto rest = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(rest)>(rest, 0, INT_MAX));
}

}  // namespace

Wakeup::Wakeup() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wakeup::~Wakeup() {
  close(descriptor_);
}

void Wakeup::set() noexcept {
  const int before = errno;  // a signal handler must not change it
  Clock::rep never = kNever;
  set_at_.compare_exchange_strong(never, Clock::now().time_since_epoch().count(), std::memory_order_acq_rel);
  const std::uint64_t one = 1;
  // The write fails only if the event is set already.
  [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
  errno = before;
}

Wait wait_readable(int descriptor, const Wakeup& wakeup, std::optional<milliseconds> timeout) noexcept {
  constexpr milliseconds kLongest = std::chrono::hours(24 * 365);  // larger ones may overflow the clock
  const auto until = Clock::now() + std::min(timeout.value_or(kLongest), kLongest);
  while (true) {
    std::array<pollfd, 2> items{{{descriptor, POLLIN, 0}, {wakeup.descriptor(), POLLIN, 0}}};
    const int ready = poll(items.data(), items.size(), timeout ? poll_time(until) : -1);
    if (ready < 0 && errno == EINTR) continue;
    if (items[1].revents != 0) return Wait::woken;
    if (ready != 0) return Wait::ready;
    if (Clock::now() >= until) return Wait::timed_out;
  }
}

}  // namespace nmsgxx
