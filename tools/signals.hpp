#pragma once

#include <functional>
#include <thread>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::tools {

/// Lets the first SIGINT, SIGTERM or SIGHUP set the wake-up.  The next one ends the program at once, unless it is a second
/// SIGHUP: a terminal that closes sends one, and the shell in it another.  A SIGHUP that was ignored when the program began, as
/// with nohup(1), stays ignored.
///
/// @param wakeup  lives until the program ends
/// @return a wake-up that these signals alone set
const Wakeup& stop_on_signals(Wakeup& wakeup);

/// The first of these signals that came, or 0.
int received_signal() noexcept;

/// From now on SIGUSR1 does not end the program, but waits for an OnUserSignal.
void expect_user_signal() noexcept;

/// Calls a function for each SIGUSR1, also for those that came before, on a thread of its own and for as long as it lives.
/// Nothing is called where the system has no thread left.  One at a time.
class OnUserSignal {
 public:
  explicit OnUserSignal(std::function<void()> answer);
  ~OnUserSignal();
  OnUserSignal(const OnUserSignal&) = delete;
  OnUserSignal& operator=(const OnUserSignal&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace nmsgxx::tools
