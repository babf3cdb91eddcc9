#include "signals.hpp"

#include <semaphore.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <stop_token>
#include <system_error>
#include <utility>

namespace nmsgxx::tools {
namespace {

Wakeup* g_wakeup = nullptr;
Wakeup* g_signalled = nullptr;
std::atomic<int> g_received = 0;  // the handler may run on any thread
sem_t g_user_signals;             // counts those that have not been answered yet

void catch_signal(int signal, void (*handler)(int)) noexcept {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

void stop(int signal) {
  int none = 0;
  if (g_received.compare_exchange_strong(none, signal)) {
    g_signalled->set();
    g_wakeup->set();
  } else if (signal != SIGHUP || none != SIGHUP) {
    catch_signal(signal, SIG_DFL);
    [[maybe_unused]] const int raised = std::raise(signal);  // takes effect when this handler returns
  }
}

void count_user_signal(int) {
  sem_post(&g_user_signals);
}

bool is_ignored(int signal) noexcept {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

timespec after(const timespec& time, std::chrono::milliseconds interval) {
  constexpr long kNanosecondsPerSecond = 1'000'000'000;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(interval);
  timespec out = time;
  out.tv_sec += seconds.count();
  out.tv_nsec += std::chrono::nanoseconds(interval - seconds).count();
  if (out.tv_nsec >= kNanosecondsPerSecond) {
    ++out.tv_sec;
    out.tv_nsec -= kNanosecondsPerSecond;
  }
  return out;
}

}  // namespace

const Wakeup& stop_on_signals(Wakeup& wakeup) {
  static Wakeup signalled;
  g_wakeup = &wakeup;
  g_signalled = &signalled;
  if (!is_ignored(SIGHUP)) catch_signal(SIGHUP, stop);
  for (const int signal : {SIGINT, SIGTERM}) catch_signal(signal, stop);
  return signalled;
}

int received_signal() noexcept {
  return g_received;
}

void expect_user_signal() noexcept {
  sem_init(&g_user_signals, 0, 0);
  catch_signal(SIGUSR1, count_user_signal);
}

StatisticsThread::StatisticsThread(std::function<void()> on_signal, Milliseconds interval, std::function<void()> on_time) {
  const auto run = [on_signal = std::move(on_signal), interval, on_time = std::move(on_time)](const std::stop_token& over) {
    timespec next{};
    clock_gettime(CLOCK_MONOTONIC, &next);
    next = after(next, interval);
    while (true) {
      const int failed =
          interval.count() == 0 ? sem_wait(&g_user_signals) : sem_clockwait(&g_user_signals, CLOCK_MONOTONIC, &next);
      if (over.stop_requested()) return;
      if (failed == 0) {
        on_signal();
      } else if (errno == ETIMEDOUT) {
        on_time();
        next = after(next, interval);
      }
    }
  };
  try {
    thread_ = std::jthread(run);
  } catch (const std::system_error&) {  // the run matters more than its statistics
  }
}

StatisticsThread::~StatisticsThread() {
  thread_.request_stop();
  sem_post(&g_user_signals);
}

}  // namespace nmsgxx::tools
