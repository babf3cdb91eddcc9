#include "nmsgxx/rotation.hpp"

#include <chrono>
#include <utility>

#include "engine/ordered_work.hpp"
#include "io/part_file.hpp"

namespace nmsgxx {
namespace {

// A disk may take seconds to have a file: one more thread waits for that, so that the next file is written meanwhile.
class SeriesSink final : public Sink {
 public:
  explicit SeriesSink(Rotation rotation)
      : rotation_(std::move(rotation)),
        publishing_(
            1, [] { return std::make_unique<Written>(); }, [](Written& written) { written.published = written.file.publish(); },
            [this](Written& written) {
              rotation_.finished(written.published.map([&written] { return written.file.names().whole; }));
            },
            queue_) {}

  Result<void> begin() {
    auto names = io::part_names(rotation_.path, rotation_.suffix, std::chrono::system_clock::now());
    return io::PartFile::create(std::move(names), rotation_.deadline, sink_).map([this](io::PartFile file) {
      file_ = std::move(file);
    });
  }

  Result<void> write(Bytes bytes) override { return sink_->write(bytes); }
  Result<void> flush() override { return sink_ ? sink_->flush() : Result<void>(); }
  Result<void> close() override {
    auto finished = finish_file();
    publishing_.drain();
    return finished;
  }
  Result<void> rotate() override {
    return finish_file().and_then([this] { return begin(); }).map([this] { rotation_.opened(file_.names().whole); });
  }
  /// Of the file that is being written.
  const SinkStats& stats() const noexcept override { return sink_ ? sink_->stats() : none_; }

 private:
  struct Written {
    io::PartFile file;
    Result<void> published;
  };

  Result<void> finish_file() {
    if (!sink_) return {};
    if (auto closed = sink_->close(); !closed) return closed;
    sink_.reset();
    publishing_.next().file = std::move(file_);
    publishing_.submit();
    return {};
  }

  Rotation rotation_;
  io::PartFile file_;
  std::unique_ptr<Sink> sink_;  // null once a next file could not be begun
  SinkStats none_;
  QueueStats queue_;
  engine::OrderedWork<Written> publishing_;  // last: it ends before what it uses
};

}  // namespace

Result<std::unique_ptr<Sink>> open_series(Rotation rotation) {
  auto sink = std::make_unique<SeriesSink>(std::move(rotation));
  return sink->begin().map([&]() -> std::unique_ptr<Sink> { return std::move(sink); });
}

}  // namespace nmsgxx
