#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.hpp"
#include "engine/threads.hpp"
#include "nmsgxx/output.hpp"

namespace nmsgxx::engine {

/// Slots that one thread fills, several work on at once, and one at a time finishes, in the order in which they were filled.
///
/// There are as many slots as may be in flight: the thread that fills them waits for a free one, so nothing grows. With no
/// workers, submit() does everything. Where the system has fewer threads than are wanted, those do all the work.
///
/// Threads: next(), submit() and drain() by one; waiting() by any. Workers start with the first slot, not before: a
///          process may still become a daemon until then.
template <class Slot>
class OrderedWork {
 public:
  using Step = std::function<void(Slot&)>;

  /// @param workers  threads beside the caller's, which does everything if there are none
  /// @param make     makes a slot
  /// @param stats    outlives the work
  OrderedWork(unsigned workers, const std::function<std::unique_ptr<Slot>()>& make, Step work, Step finish, QueueStats& stats)
      : wanted_(workers), work_(std::move(work)), finish_(std::move(finish)), stats_(stats) {
    // One that each thread works on and one that waits for it.
    const std::size_t slots = std::max<std::size_t>(2 * wanted_, 1);
    for (std::size_t i = 0; i < slots; ++i) places_.push_back({make()});
    stats_.slots.set(2 * wanted_);
  }
  ~OrderedWork() {
    {
      const base::MutexLock lock(mutex_);
      over_ = true;
    }
    filled_or_over_.notify_all();
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  /// Returns the slot to fill next.
  Slot& next() NMSGXX_EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    if (filled_ - finished_ == places_.size()) stats_.waits.add();
    while (filled_ - finished_ == places_.size()) lock.wait(finished_one_);
    return *place(filled_).slot;
  }
  /// Hands on the slot that next() returned.
  void submit() NMSGXX_EXCLUDES(mutex_) {
    begin_threads();
    if (wanted_ == 0) {
      work_(*places_[0].slot);
      finish_(*places_[0].slot);
      return;
    }
    {
      const base::MutexLock lock(mutex_);
      ++filled_;
      stats_.most.set(std::max<std::uint64_t>(stats_.most.value(), filled_ - finished_));
    }
    filled_or_over_.notify_one();
  }
  /// Waits until all slots that were handed on are finished.
  void drain() NMSGXX_EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    while (filled_ != finished_) lock.wait(finished_one_);
  }
  /// Returns the number of slots that are not finished.
  std::size_t waiting() const NMSGXX_EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    return filled_ - finished_;
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

  void run() NMSGXX_EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    while (true) {
      while (taken_ == filled_ && !over_) lock.wait(filled_or_over_);
      if (taken_ == filled_) return;
      Place& mine = place(taken_++);
      lock.unlock();
      work_(*mine.slot);
      lock.lock();
      mine.worked = true;
      if (finishing_) continue;
      // Whoever ends the work on the oldest slot finishes it, and those after it that are ready.
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
  }

  std::size_t wanted_;  // threads
  Step work_;
  Step finish_;
  QueueStats& stats_;
  std::vector<Place> places_;  // `worked` is guarded by the mutex as well
  mutable base::Mutex mutex_;
  std::condition_variable filled_or_over_;
  std::condition_variable finished_one_;
  // Slots by their numbers: finished_ <= taken_ <= filled_.
  std::size_t filled_ NMSGXX_GUARDED_BY(mutex_) = 0;
  std::size_t taken_ NMSGXX_GUARDED_BY(mutex_) = 0;
  std::size_t finished_ NMSGXX_GUARDED_BY(mutex_) = 0;
  bool finishing_ NMSGXX_GUARDED_BY(mutex_) = false;
  bool over_ NMSGXX_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace nmsgxx::engine
