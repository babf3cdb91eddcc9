#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "nmsgxx/output.hpp"
#include "engine/start_thread.hpp"

namespace nmsgxx::engine {

/// How many threads shall help, when a job may use so many: it reads on one more, which has little to do.
constexpr unsigned helpers_of(unsigned threads) noexcept {
  return threads < 2 ? 0 : threads;
}

/// Slots that one thread fills, several work on at once, and one at a time finishes, in the order in which they were filled.
///
/// There are as many slots as may be in flight: who fills them waits for a free one, so nothing grows.  With no threads beside
/// the caller's, submit() does all of it.  Where the system has fewer threads than are wanted, those have to do.
///
/// Threads: next(), submit() and drain() by one; waiting() and stats() by any.  Others are begun with the first slot, not
///          before: a process may still become a daemon until then.
template <class Slot>
class OrderedWork {
 public:
  using Step = std::function<void(Slot&)>;

  /// @param helpers  threads beside the caller's, which does all of it without any
  /// @param make     makes a slot
  OrderedWork(unsigned helpers, const std::function<std::unique_ptr<Slot>()>& make, Step work, Step finish)
      : wanted_(helpers), work_(std::move(work)), finish_(std::move(finish)) {
    // One that is worked on by each thread and one that is waiting for it.
    const std::size_t slots = std::max<std::size_t>(2 * wanted_, 1);
    for (std::size_t i = 0; i < slots; ++i) places_.push_back({make()});
    stats_.slots = 2 * wanted_;
  }
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    filled_or_over_.notify_all();
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  /// The slot to be filled next.
  Slot& next() {
    std::unique_lock lock(mutex_);
    const auto free = [this] { return filled_ - finished_ < places_.size(); };
    if (!free()) ++stats_.waits;
    finished_one_.wait(lock, free);
    return *place(filled_).slot;
  }
  /// Hands on the slot that next() gave.
  void submit() {
    begin_threads();
    if (wanted_ == 0) {
      work_(*places_[0].slot);
      finish_(*places_[0].slot);
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      ++filled_;
      stats_.most = std::max(stats_.most, filled_ - finished_);
    }
    filled_or_over_.notify_one();
  }
  /// Waits until all slots that were handed on are finished.
  void drain() {
    std::unique_lock lock(mutex_);
    finished_one_.wait(lock, [this] { return filled_ == finished_; });
  }
  /// Slots that are not finished.
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return filled_ - finished_;
  }
  QueueStats stats() const {
    const std::lock_guard lock(mutex_);
    return stats_;
  }

 private:
  struct Place {
    std::unique_ptr<Slot> slot;
    bool worked = false;  // and not yet finished
  };

  Place& place(std::size_t number) noexcept { return places_[number % places_.size()]; }

  void begin_threads() {
    while (threads_.size() < wanted_) {
      auto thread = start_thread([this] { run(); });
      if (thread) {
        threads_.push_back(std::move(*thread));
      } else {
        wanted_ = threads_.size();
      }
    }
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      filled_or_over_.wait(lock, [this] { return taken_ < filled_ || over_; });
      if (taken_ == filled_) return;
      Place& mine = place(taken_++);
      lock.unlock();
      work_(*mine.slot);
      lock.lock();
      mine.worked = true;
      finish_ready(lock);
    }
  }

  // Whoever ends the work on the oldest slot finishes it, and those behind it that are ready.
  void finish_ready(std::unique_lock<std::mutex>& lock) {
    if (finishing_) return;
    finishing_ = true;
    while (finished_ < taken_ && place(finished_).worked) {
      Place& oldest = place(finished_);
      lock.unlock();
      finish_(*oldest.slot);
      lock.lock();
      oldest.worked = false;
      ++finished_;
      finished_one_.notify_one();
    }
    finishing_ = false;
  }

  std::size_t wanted_;  // threads
  Step work_;
  Step finish_;
  std::vector<Place> places_;
  mutable std::mutex mutex_;
  std::condition_variable filled_or_over_;
  std::condition_variable finished_one_;
  // Slots by their numbers: finished_ <= taken_ <= filled_.
  std::size_t filled_ = 0;
  std::size_t taken_ = 0;
  std::size_t finished_ = 0;
  bool finishing_ = false;
  QueueStats stats_;
  bool over_ = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace nmsgxx::engine
