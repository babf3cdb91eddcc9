#include "signals.hpp"

#include <semaphore.h>

#include <atomic>
#include <csignal>
#include <stop_token>
#include <system_error>
#include <utility>

namespace nmsgxx::tools {
namespace {

Wakeup* g_wakeup = nullptr;
Wakeup* g_signalled = nullptr;
std::atomic<int> g_received = 0;  // any thread may be interrupted
sem_t g_user_signals;             // that were not answered yet

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
    [[maybe_unused]] const int raised = std::raise(signal);  // once this handler has returned
  }
}

void count_user_signal(int) {
  sem_post(&g_user_signals);
}

bool is_ignored(int signal) noexcept {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
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

OnUserSignal::OnUserSignal(std::function<void()> answer) {
  const auto run = [answer = std::move(answer)](const std::stop_token& over) {
    while (true) {
      const bool interrupted = sem_wait(&g_user_signals) != 0;
      if (over.stop_requested()) return;
      if (!interrupted) answer();
    }
  };
  try {
    thread_ = std::jthread(run);
  } catch (const std::system_error&) {  // what the signal asks for is worth less than the run
  }
}

OnUserSignal::~OnUserSignal() {
  thread_.request_stop();
  sem_post(&g_user_signals);
}

}  // namespace nmsgxx::tools
