#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "nmsgxx/error.hpp"
#include "nmsgxx/output.hpp"

namespace nmsgxx::engine {

/// Returns how many threads work for a job that may use so many. The job reads on one more, which has little to do; a job with
/// one thread does everything on that.
constexpr unsigned workers_of(unsigned threads) noexcept {
  return threads < 2 ? 0 : threads;
}

/// Starts a thread, or returns why the system has none.
template <class Run>
Result<std::jthread> start_thread(Run run) {
  try {
    return std::jthread(std::move(run));
  } catch (const std::system_error& refusal) {
    return fail(Errc::system, 0, "no thread can be started: " + refusal.code().message());
  }
}

/// Calls a function every kTickMilliseconds, on a thread of its own, from begin() on for as long as it lives.
class Ticker {
 public:
  explicit Ticker(std::function<void()> tick) : tick_(std::move(tick)) {}

  Result<void> begin() {
    return start_thread([this](const std::stop_token& stop) { run(stop); }).map([this](std::jthread thread) {
      thread_ = std::move(thread);
    });
  }

 private:
  void run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, std::chrono::milliseconds(kTickMilliseconds), [&] { return stop.stop_requested(); })) {
      tick_();
    }
  }

  std::function<void()> tick_;
  std::jthread thread_;
};

}  // namespace nmsgxx::engine
