#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::tools {

/// Makes the first SIGINT, SIGTERM or SIGHUP set the wake-up.  The next one ends the program at once, unless it is a second
/// SIGHUP: when a terminal closes, both the kernel and the shell send one.  If SIGHUP was ignored when the program started, as
/// with nohup(1), it stays ignored.
///
/// @param wakeup  must live until the program ends
/// @return a wake-up that is set by these signals alone
const Wakeup& stop_on_signals(Wakeup& wakeup);

/// Returns the first of these signals that arrived, or 0.
int received_signal() noexcept;

/// Makes SIGUSR1 wait for a StatisticsThread, instead of ending the program.
void expect_user_signal() noexcept;

/// A thread that prints statistics: once for each SIGUSR1, including those that came before the thread was started, and at
/// regular intervals.  Without it, when the system cannot start a thread, the run goes on.  There may be only one at a time.
class StatisticsThread {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// @param on_signal  called for each SIGUSR1
  /// @param interval   0: no regular calls
  /// @param on_time    called at each interval
  StatisticsThread(std::function<void()> on_signal, Milliseconds interval, std::function<void()> on_time);
  /// Waits for a call that is running.
  ~StatisticsThread();
  StatisticsThread(const StatisticsThread&) = delete;
  StatisticsThread& operator=(const StatisticsThread&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace nmsgxx::tools
