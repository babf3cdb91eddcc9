#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/mutex.hpp"
#include "container/emitter.hpp"
#include "container/packer.hpp"
#include "engine/ordered_work.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::engine {

/// Packs payloads into containers and writes them to a sink: a ContainerWriter that compresses and writes on threads of its
/// own.
///
/// The members mean what they mean to an Output.
class ParallelWriter final : private container::FilledSink {
 public:
  ParallelWriter(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink);

  Result<void> add(const PayloadView& payload) {
    ++added_;
    return packer_.add(payload);
  }
  Result<void> add(const container::PayloadRun& run) {
    added_ += run.size();
    return packer_.add(run);
  }
  /// Counts payloads that were not added after an error.
  void drop(std::uint64_t payloads) noexcept { added_ += payloads; }
  Result<void> idle();
  Result<void> tick();
  Result<void> rotate();
  Result<void> finish();
  const QueueStats& queue() const noexcept { return queue_; }
  std::uint64_t unwritten() const NMSGXX_EXCLUDES(mutex_) {
    base::MutexLock lock(mutex_);
    return added_ - written_payloads_;
  }

 private:
  /// A container on its way.
  struct Slot {
    explicit Slot(const WriterOptions& options) : emitter(options) {}
    container::Filled filled;
    bool fast = false;
    container::Emitter emitter;
  };

  Result<void> take(container::Filled& filled) override;
  void write_out(Slot& slot) NMSGXX_EXCLUDES(mutex_);
  void note(Result<void> written) NMSGXX_REQUIRES(mutex_);
  Result<void> drain();
  Result<void> outcome() NMSGXX_EXCLUDES(mutex_);
  Result<void> tell_sink(Result<void> (Sink::*call)()) NMSGXX_EXCLUDES(mutex_);

  std::unique_ptr<Sink> sink_;
  std::chrono::milliseconds flush_after_;
  bool live_;
  unsigned workers_;
  int waited_ = 0;  // ticks since the container that is being filled was begun
  std::uint64_t containers_before_ = 0;
  std::uint64_t added_ = 0;  // payloads
  container::Packer packer_;
  mutable base::Mutex mutex_;  // of the sink as well
  Result<void> written_ NMSGXX_GUARDED_BY(mutex_);
  std::uint64_t written_payloads_ NMSGXX_GUARDED_BY(mutex_) = 0;
  std::atomic<bool> failed_ = false;
  QueueStats queue_;
  OrderedWork<Slot> containers_;  // last: it ends before what it uses
};

}  // namespace nmsgxx::engine
