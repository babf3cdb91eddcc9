#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "io/part_file.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/rotation.hpp"
#include "pipeline/ordered_work.hpp"

namespace nmsgxx {
namespace {

// A disk may take seconds to have a file: one more thread waits for that, so that the next file is written meanwhile.
class RotatingOutput final : public PayloadOutput {
 public:
  explicit RotatingOutput(Rotation rotation)
      : rotation_(std::move(rotation)),
        publishing_(
            1, [] { return std::make_unique<Written>(); }, [](Written& file) { file.published = io::publish(file.names); },
            [this](Written& file) { rotation_.finished(file.published.map([&file] { return file.names.whole; })); }) {}

  Result<void> begin() {
    names_ = io::part_names(rotation_.path, rotation_.suffix, std::chrono::system_clock::now());
    return create_file_sink(names_.part).map([this](std::unique_ptr<Sink> sink) { to_ = rotation_.form(std::move(sink)); });
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
    if (!to_) return queue_;
    const QueueStats now = to_->queue();
    return {now.slots, std::max(queue_.most, now.most), queue_.waits + now.waits};
  }
  Result<void> rotate() override {
    return finish_file().and_then([this] { return begin(); }).map([this] { rotation_.opened(names_.whole); });
  }

 private:
  struct Written {
    io::PartNames names;
    Result<void> published;
  };

  Result<void> finish_file() {
    if (!to_) return {};
    if (auto written = to_->finish(); !written) return written;
    queue_ = queue();
    to_.reset();
    publishing_.next().names = names_;
    publishing_.submit();
    return {};
  }

  Rotation rotation_;
  io::PartNames names_;
  QueueStats queue_;                           // of the files before
  std::unique_ptr<PayloadOutput> to_;          // null once a next file could not be begun
  pipeline::OrderedWork<Written> publishing_;  // last: it ends before what it uses
};

}  // namespace

Result<std::unique_ptr<PayloadOutput>> make_rotating_output(Rotation rotation) {
  auto output = std::make_unique<RotatingOutput>(std::move(rotation));
  return output->begin().map([&]() -> std::unique_ptr<PayloadOutput> { return std::move(output); });
}

}  // namespace nmsgxx
