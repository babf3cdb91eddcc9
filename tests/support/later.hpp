#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace nmsgxx::test {

/// Calls a function on another thread after some time, unless this object is destroyed before.
class Later {
 public:
  Later(std::chrono::milliseconds when, std::function<void()> what)
      : thread_([when, what = std::move(what)](const std::stop_token& stop) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any over;
          if (!over.wait_for(lock, stop, when, [&stop] { return stop.stop_requested(); })) what();
        }) {}

 private:
  std::jthread thread_;
};

/// Measures the time since it was made.
class Stopwatch {
 public:
  std::chrono::duration<double, std::milli> elapsed() const { return Clock::now() - begun_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begun_ = Clock::now();
};

}  // namespace nmsgxx::test
