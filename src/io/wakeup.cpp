#include "nmsgxx/wakeup.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace nmsgxx {

Wakeup::Wakeup() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wakeup::~Wakeup() {
  close(descriptor_);
}

void Wakeup::set() noexcept {
  const int before = errno;  // a signal handler must leave it alone
  const std::uint64_t one = 1;
  // It can only fail because it is set already.
  [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
  errno = before;
}

bool Wakeup::is_set() const noexcept {
  pollfd item{descriptor_, POLLIN, 0};
  return poll(&item, 1, 0) > 0;
}

Wait wait_readable(int descriptor, const Wakeup& wakeup, std::optional<std::chrono::milliseconds> timeout) noexcept {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + timeout.value_or(std::chrono::milliseconds(0));
  while (true) {
    std::array<pollfd, 2> items{{{descriptor, POLLIN, 0}, {wakeup.descriptor(), POLLIN, 0}}};
    int left = -1;
    if (timeout) {
      const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
      left = rest > 0 ? static_cast<int>(rest) : 0;
    }
    const int ready = poll(items.data(), items.size(), left);
    if (ready < 0 && errno == EINTR) continue;
    if (items[1].revents != 0) return Wait::woken;
    if (ready == 0) return Wait::timed_out;
    return Wait::ready;
  }
}

}  // namespace nmsgxx
