#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace nmsgxx {

/// An event that ends every wait that watches it: a descriptor that sources poll beside their own.
///
/// Threads: set() may be called from any thread and from a signal handler.  Once set it stays set.
class Wakeup {
 public:
  using Clock = std::chrono::steady_clock;

  Wakeup();  ///< @throws std::system_error when no descriptor is left
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void set() noexcept;
  bool is_set() const noexcept { return set_at_.load(std::memory_order_acquire) != kNever; }
  /// When it was set first; nothing as long as it is not.
  std::optional<Clock::time_point> set_at() const noexcept {
    const Clock::rep at = set_at_.load(std::memory_order_acquire);
    return at == kNever ? std::nullopt : std::optional(Clock::time_point(Clock::duration(at)));
  }
  int descriptor() const noexcept { return descriptor_; }

 private:
  static constexpr Clock::rep kNever = 0;

  std::atomic<Clock::rep> set_at_{kNever};
  int descriptor_;
};

enum class Wait { ready, woken, timed_out };

/// Waits until `descriptor` can be read without blocking (or is at its end), the wake-up is set, or the time is over.
Wait wait_readable(int descriptor, const Wakeup& wakeup, std::optional<std::chrono::milliseconds> timeout = {}) noexcept;

}  // namespace nmsgxx
