#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace nmsgxx {

/// An event that ends the waits of sources and sinks, which poll its descriptor together with their own. Once set, it stays
/// set.
///
/// Threads: all functions may be called from any thread, and set() from a signal handler as well.
class Wakeup {
 public:
  using Clock = std::chrono::steady_clock;

  Wakeup();  ///< @throws std::system_error when the system has no descriptor left
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void set() noexcept;
  bool is_set() const noexcept { return set_at_.load(std::memory_order_acquire) != kNever; }
  /// Returns when it was set first, or nothing while it is not set.
  std::optional<Clock::time_point> set_at() const noexcept {
    const Clock::rep at = set_at_.load(std::memory_order_acquire);
    return at == kNever ? std::nullopt : std::optional(Clock::time_point(Clock::duration(at)));
  }
  /// Returns a descriptor that is readable once the event is set.
  int descriptor() const noexcept { return descriptor_; }

 private:
  static constexpr Clock::rep kNever = 0;

  std::atomic<Clock::rep> set_at_{kNever};
  int descriptor_;
};

enum class Wait { ready, woken, timed_out };

/// Waits until the descriptor can be read without blocking (also because it is at its end), the wake-up is set, or the time is
/// over. If several are true, the wake-up counts first.
///
/// @param timeout  nothing for no limit
Wait wait_readable(int descriptor, const Wakeup& wakeup, std::optional<std::chrono::milliseconds> timeout = {}) noexcept;

}  // namespace nmsgxx
