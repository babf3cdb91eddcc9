#pragma once

#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <chrono>

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::test {

/// Installs a handler of a signal for as long as it lives. System calls that the signal interrupts are not restarted.
class OnSignal {
 public:
  OnSignal(int signal, void (*handler)(int)) : signal_(signal) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(signal, &action, &before_);
  }
  ~OnSignal() { sigaction(signal_, &before_, nullptr); }
  OnSignal(const OnSignal&) = delete;
  OnSignal& operator=(const OnSignal&) = delete;

 private:
  int signal_;
  struct sigaction before_ {};
};

/// Lets a signal set the wake-up for as long as it lives, as in the tool.
class WakeOnSignal {
 public:
  WakeOnSignal(int signal, Wakeup& wakeup) : on_(signal, [](int) { target().load()->set(); }) { target() = &wakeup; }

 private:
  static std::atomic<Wakeup*>& target() {
    static std::atomic<Wakeup*> wakeup{nullptr};
    return wakeup;
  }
  OnSignal on_;
};

/// Interrupts system calls every few milliseconds for as long as it lives.
class Interruptions {
 public:
  Interruptions() : on_(SIGALRM, [](int) { count().fetch_add(1); }) {
    count() = 0;
    set_timer(2000);
  }
  ~Interruptions() { set_timer(0); }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;

  static int so_far() { return count(); }

 private:
  static std::atomic<int>& count() {
    static std::atomic<int> signals{0};
    return signals;
  }
  static void set_timer(int microseconds) {
    const itimerval every{{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &every, nullptr);
  }
  OnSignal on_;
};

}  // namespace nmsgxx::test
