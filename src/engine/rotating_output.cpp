#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "io/part_file.hpp"
#include "nmsgxx/rotation.hpp"
#include "engine/ordered_work.hpp"

namespace nmsgxx {
namespace {

// A disk may take seconds to have a file: one more thread waits for that, so that the next file is written meanwhile.
class RotatingOutput final : public PayloadOutput {
 public:
  explicit RotatingOutput(Rotation rotation)
      : rotation_(std::move(rotation)),
        publishing_(
            1, [] { return std::make_unique<Written>(); }, [](Written& written) { written.published = written.file.publish(); },
            [this](Written& written) {
              rotation_.finished(written.published.map([&written] { return written.file.names().whole; }));
            }) {}

  Result<void> begin() {
    std::unique_ptr<Sink> sink;
    auto names = io::part_names(rotation_.path, rotation_.suffix, std::chrono::system_clock::now());
    return io::PartFile::create(std::move(names), rotation_.deadline, sink).map([&](io::PartFile file) {
      file_ = std::move(file);
      auto to = rotation_.form(std::move(sink));
      const std::lock_guard lock(mutex_);
      to_ = std::move(to);
    });
  }

  Result<void> write(const PayloadView& payload) override { return to_->write(payload); }
  Result<void> settle() override { return to_ ? to_->settle() : Result<void>(); }
  Result<void> tick() override { return to_ ? to_->tick() : Result<void>(); }
  Result<void> finish() override {
    auto finished = finish_file();
    publishing_.drain();
    return finished;
  }
  QueueStats queue() const override {
    const std::lock_guard lock(mutex_);
    return queue_with(to_.get());
  }
  std::uint64_t unwritten() const override { return to_ ? to_->unwritten() : 0; }
  Result<void> rotate() override {
    return finish_file().and_then([this] { return begin(); }).map([this] { rotation_.opened(file_.names().whole); });
  }

 private:
  struct Written {
    io::PartFile file;
    Result<void> published;
  };

  Result<void> finish_file() {
    if (!to_) return {};
    if (auto written = to_->finish(); !written) return written;
    {
      const std::lock_guard lock(mutex_);
      queue_ = queue_with(to_.get());
      to_.reset();
    }
    publishing_.next().file = std::move(file_);
    publishing_.submit();
    return {};
  }

  QueueStats queue_with(const PayloadOutput* current) const {
    if (current == nullptr) return queue_;
    const QueueStats now = current->queue();
    return {now.slots, std::max(queue_.most, now.most), queue_.waits + now.waits};
  }

  Rotation rotation_;
  io::PartFile file_;
  mutable std::mutex mutex_;                   // of what follows, for queue(): the others have one caller
  QueueStats queue_;                           // of the files before
  std::unique_ptr<PayloadOutput> to_;          // null once a next file could not be begun
  engine::OrderedWork<Written> publishing_;  // last: it ends before what it uses
};

}  // namespace

Result<std::unique_ptr<PayloadOutput>> make_rotating_output(Rotation rotation) {
  auto output = std::make_unique<RotatingOutput>(std::move(rotation));
  return output->begin().map([&]() -> std::unique_ptr<PayloadOutput> { return std::move(output); });
}

}  // namespace nmsgxx
