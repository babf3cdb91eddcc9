#include "signals.hpp"

#include <atomic>
#include <csignal>

namespace nmsgxx::tools {
namespace {

Wakeup* g_wakeup = nullptr;
std::atomic<int> g_received = 0;  // any thread may be interrupted

void handle(int signal) {
  g_received = signal;
  g_wakeup->set();
}

}  // namespace

void stop_on_signals(Wakeup& wakeup) {
  g_wakeup = &wakeup;
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

int received_signal() noexcept {
  return g_received;
}

}  // namespace nmsgxx::tools
