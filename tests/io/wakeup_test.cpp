#include "nmsgxx/wakeup.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/time.h>

#include <chrono>
#include <thread>

#include "io/files.hpp"
#include "support.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Wakeup* g_wakeup = nullptr;

void interrupt_after(std::chrono::microseconds delay, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigaction(SIGALRM, &action, nullptr);
  const itimerval timer{{0, 0}, {0, static_cast<suseconds_t>(delay.count())}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

TEST_CASE("what a wait ends with") {
  Pipe pipe;
  Wakeup wakeup;
  CHECK(!wakeup.is_set());
  CHECK(wait_readable(pipe.reader(), wakeup, 0ms) == Wait::timed_out);
  CHECK(wait_readable(pipe.reader(), wakeup, 20ms) == Wait::timed_out);
  pipe.write(unhex("00"));
  CHECK(wait_readable(pipe.reader(), wakeup) == Wait::ready);
  wakeup.set();
  CHECK(wakeup.is_set());
  CHECK(wait_readable(pipe.reader(), wakeup) == Wait::woken);
  wakeup.set();
  CHECK(wait_readable(pipe.reader(), wakeup, 0ms) == Wait::woken);
}

TEST_CASE("a closed pipe is ready") {
  Pipe pipe;
  const Wakeup wakeup;
  pipe.close_writer();
  CHECK(wait_readable(pipe.reader(), wakeup) == Wait::ready);
}

TEST_CASE("another thread wakes") {
  const Pipe pipe;
  Wakeup wakeup;
  std::jthread waker([&] {
    std::this_thread::sleep_for(20ms);
    wakeup.set();
  });
  CHECK(wait_readable(pipe.reader(), wakeup) == Wait::woken);
}

TEST_CASE("a signal handler wakes") {
  const Pipe pipe;
  Wakeup wakeup;
  g_wakeup = &wakeup;
  interrupt_after(20ms, [](int) { g_wakeup->set(); });
  CHECK(wait_readable(pipe.reader(), wakeup) == Wait::woken);
}

TEST_CASE("a signal that wakes nobody does not shorten the wait") {
  const Pipe pipe;
  const Wakeup wakeup;
  const auto begin = Clock::now();
  interrupt_after(10ms, [](int) {});
  CHECK(wait_readable(pipe.reader(), wakeup, 60ms) == Wait::timed_out);
  CHECK(Clock::now() - begin >= 60ms);
}

}  // namespace nmsgxx::test
