#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "nmsgxx/output.hpp"
#include "engine/start_thread.hpp"

namespace nmsgxx::engine {

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
