#include "engine/container_output.hpp"

#include <algorithm>
#include <utility>

namespace nmsgxx::engine {
namespace {

constexpr std::chrono::milliseconds kTick{kTickMilliseconds};

// Without compression there is nothing to do but to write, which one does; for a datagram the way to it would take longer.
unsigned helpers(const ContainerOutputOptions& options) {
  const unsigned all = helpers_of(options.threads);
  if (options.writer.zlib) return all;
  return options.writer.limit < kLimitMax ? 0 : std::min(all, 1U);
}

}  // namespace

ContainerOutput::ContainerOutput(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink)
    : sink_(std::move(sink)),
      patience_(options.patience),
      keep_up_(options.keep_up),
      helpers_(helpers(options)),
      packer_(options.writer, *this),
      sealing_(
          helpers_, [&options] { return std::make_unique<Slot>(options.writer); },
          [](Slot& slot) { slot.emitter.prepare(slot.filled, slot.fast); }, [this](Slot& slot) { write_out(slot); }) {}

Result<void> ContainerOutput::take(container::Filled& filled) {
  // One that is much larger than writers make them is the only one in flight.
  const bool large = filled.octets.size() > 2 * kLimitMax;
  if (large) sealing_.drain();
  Slot& slot = sealing_.next();
  std::swap(slot.filled, filled);
  slot.fast = keep_up_ && sealing_.waiting() > helpers_;
  sealing_.submit();
  if (large) sealing_.drain();
  return outcome();
}

// The last one on its way takes the sink's queue with it: settle() may have come and gone.
void ContainerOutput::write_out(Slot& slot) {
  const std::lock_guard lock(mutex_);
  if (written_) note(slot.emitter.write(slot.filled, *sink_));
  if (!written_) unwritten_ += slot.filled.payloads;
  if (written_ && sealing_.waiting() == 1) note(sink_->flush());
}

void ContainerOutput::note(Result<void> written) {
  written_ = std::move(written);
  if (!written_) failed_ = true;
}

// Without waiting for a container that is being written.
Result<void> ContainerOutput::outcome() {
  if (!failed_) return {};
  const std::lock_guard lock(mutex_);
  return written_;
}

Result<void> ContainerOutput::flush_sink() {
  const std::lock_guard lock(mutex_);
  if (written_) note(sink_->flush());
  return written_;
}

Result<void> ContainerOutput::close_sink() {
  const std::lock_guard lock(mutex_);
  if (written_) note(sink_->close());
  return written_;
}

Result<void> ContainerOutput::settle() {
  return sealing_.waiting() > 0 ? outcome() : flush_sink();
}

Result<void> ContainerOutput::tick() {
  const std::uint64_t containers = packer_.containers();
  waited_ = packer_.empty() || containers != containers_before_ ? 0 : waited_ + 1;
  containers_before_ = containers;
  return patience_.count() > 0 && waited_ * kTick >= patience_ ? packer_.flush().and_then([this] { return settle(); })
                                                               : settle();
}

Result<void> ContainerOutput::finish() {
  auto flushed = packer_.flush();
  sealing_.drain();
  auto closed = close_sink();
  return flushed ? closed : flushed;
}

}  // namespace nmsgxx::engine

namespace nmsgxx {

std::unique_ptr<PayloadOutput> make_container_output(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink) {
  return std::make_unique<engine::ContainerOutput>(options, std::move(sink));
}

}  // namespace nmsgxx
