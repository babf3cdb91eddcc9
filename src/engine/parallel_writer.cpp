#include "engine/parallel_writer.hpp"

#include <algorithm>
#include <utility>

namespace nmsgxx::engine {
namespace {

constexpr std::chrono::milliseconds kTick{kTickMilliseconds};

// Without compression there is nothing to do but to write, which one does; for a datagram the way to it would take longer.
unsigned workers_for(const ContainerOutputOptions& options) {
  const unsigned all = workers_of(options.threads);
  if (options.writer.zlib) return all;
  return options.writer.limit < kLimitMax ? 0 : std::min(all, 1U);
}

}  // namespace

ParallelWriter::ParallelWriter(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink)
    : sink_(std::move(sink)),
      flush_after_(options.flush_after),
      live_(options.live),
      workers_(workers_for(options)),
      packer_(options.writer, *this),
      containers_(
          workers_, [&options] { return std::make_unique<Slot>(options.writer); },
          [](Slot& slot) { slot.emitter.prepare(slot.filled, slot.fast); }, [this](Slot& slot) { write_out(slot); }, queue_) {}

Result<void> ParallelWriter::take(container::Filled& filled) {
  // A container that is much larger than writers make them is the only one in flight.
  const bool large = filled.octets.size() > 2 * kLimitMax;
  if (large) containers_.drain();
  Slot& slot = containers_.next();
  std::swap(slot.filled, filled);
  slot.fast = live_ && containers_.waiting() > workers_;
  containers_.submit();
  if (large) containers_.drain();
  return outcome();
}

// The last one on its way takes the sink's queue with it: idle() may have been called before.
void ParallelWriter::write_out(Slot& slot) {
  const base::MutexLock lock(mutex_);
  const std::size_t payloads = slot.filled.payloads;
  if (written_) note(slot.emitter.write(slot.filled, *sink_));
  if (written_) written_payloads_ += payloads;
  if (written_ && containers_.waiting() == 1) note(sink_->flush());
}

void ParallelWriter::note(Result<void> written) {
  written_ = std::move(written);
  if (!written_) failed_ = true;
}

// Without waiting for a container that is being written.
Result<void> ParallelWriter::outcome() {
  if (!failed_) return {};
  const base::MutexLock lock(mutex_);
  return written_;
}

Result<void> ParallelWriter::tell_sink(Result<void> (Sink::*call)()) {
  const base::MutexLock lock(mutex_);
  if (written_) note((*sink_.*call)());
  return written_;
}

Result<void> ParallelWriter::idle() {
  return containers_.waiting() > 0 ? outcome() : tell_sink(&Sink::flush);
}

Result<void> ParallelWriter::tick() {
  const std::uint64_t containers = packer_.containers();
  waited_ = packer_.empty() || containers != containers_before_ ? 0 : waited_ + 1;
  containers_before_ = containers;
  return flush_after_.count() > 0 && waited_ * kTick >= flush_after_ ? packer_.flush().and_then([this] { return idle(); })
                                                                     : idle();
}

Result<void> ParallelWriter::drain() {
  auto flushed = packer_.flush();
  containers_.drain();
  return flushed;
}

Result<void> ParallelWriter::rotate() {
  return drain().and_then([this] { return tell_sink(&Sink::rotate); });
}

Result<void> ParallelWriter::finish() {
  auto flushed = drain();
  auto closed = tell_sink(&Sink::close);
  return flushed ? closed : flushed;
}

}  // namespace nmsgxx::engine

namespace nmsgxx {
namespace {

class ContainerOutput final : public Output {
 public:
  ContainerOutput(std::string name, const ContainerOutputOptions& options, std::unique_ptr<Sink> sink)
      : Output(std::move(name)), writer_(options, std::move(sink)) {}

  std::unique_ptr<Output::Piece> make_piece() override { return std::make_unique<Piece>(writer_); }
  Result<void> idle() override { return writer_.idle(); }
  Result<void> tick() override { return writer_.tick(); }
  Result<void> rotate() override { return writer_.rotate(); }
  Result<void> finish() override { return writer_.finish(); }
  const QueueStats* queue() const noexcept override { return &writer_.queue(); }
  std::uint64_t unwritten() const override { return writer_.unwritten(); }

 private:
  /// Payloads as they are: they are encoded where they go, into a container.
  class Piece final : public Output::Piece {
   public:
    explicit Piece(engine::ParallelWriter& writer) : writer_(writer) {}

    void clear() override { payloads_.clear(); }
    void add(const Payloads& payloads) override { payloads_.push_back(payloads.views); }
    Result<void> write() override {
      Result<void> written;
      for (const auto& views : payloads_) {
        std::size_t i = 0;
        for (; i < views.size() && written; ++i) written = writer_.add(views[i]);
        writer_.drop(views.size() - i);
      }
      return written;
    }

   private:
    engine::ParallelWriter& writer_;
    std::vector<std::span<const PayloadView>> payloads_;
  };

  engine::ParallelWriter writer_;
};

}  // namespace

std::unique_ptr<Output> make_container_output(std::string name, const ContainerOutputOptions& options,
                                              std::unique_ptr<Sink> sink) {
  return std::make_unique<ContainerOutput>(std::move(name), options, std::move(sink));
}

}  // namespace nmsgxx
