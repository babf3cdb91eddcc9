#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "container/packer.hpp"
#include "container/emitter.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/sink.hpp"
#include "engine/ordered_work.hpp"

namespace nmsgxx::engine {

/// Payloads on their way into containers, and containers to a sink.  They are compressed and written on threads of its
/// own.
class ContainerOutput final : public PayloadOutput, private container::FilledSink {
 public:
  ContainerOutput(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink);

  Result<void> write(const PayloadView& payload) override { return packer_.add(payload); }
  Result<void> write(const container::PayloadRun& run) { return packer_.add(run); }
  Result<void> settle() override;
  Result<void> tick() override;
  Result<void> finish() override;
  QueueStats queue() const override { return sealing_.stats(); }
  std::uint64_t unwritten() const override { return unwritten_; }

 private:
  /// A container on its way.
  struct Slot {
    explicit Slot(const WriterOptions& options) : emitter(options) {}
    container::Filled filled;
    bool fast = false;
    container::Emitter emitter;
  };

  Result<void> take(container::Filled& filled) override;
  void write_out(Slot& slot);
  void note(Result<void> written);
  Result<void> outcome();
  Result<void> flush_sink();
  Result<void> close_sink();

  std::unique_ptr<Sink> sink_;
  std::chrono::milliseconds patience_;
  bool keep_up_;
  unsigned helpers_;
  int waited_ = 0;  // ticks since the container that is being filled was begun
  std::uint64_t containers_before_ = 0;
  container::Packer packer_;
  std::mutex mutex_;  // of the sink and what it said
  Result<void> written_;
  std::uint64_t unwritten_ = 0;
  std::atomic<bool> failed_ = false;
  OrderedWork<Slot> sealing_;  // last: it ends before what it uses
};

}  // namespace nmsgxx::engine
