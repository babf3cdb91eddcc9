#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "nmsgxx/json.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/presentation.hpp"
#include "pipeline/ordered_work.hpp"

namespace nmsgxx {
namespace {

/// Payloads with copies of their octets, and their text.
template <class Writer>
class TextPiece {
 public:
  explicit TextPiece(Writer writer) : writer_(std::move(writer)) {}

  void clear() noexcept {
    payloads_.clear();
    octets_.clear();
    text_.clear();
    faults_.clear();
  }
  void add(const PayloadView& payload) {
    payloads_.push_back(payload);
    octets_.insert(octets_.end(), payload.bytes.begin(), payload.bytes.end());
  }
  bool full() const noexcept { return octets_.size() >= kOctets || payloads_.size() >= kPayloads; }

  void write() {
    std::size_t from = 0;
    for (PayloadView& payload : payloads_) {
      payload.bytes = Bytes(octets_).subspan(from, payload.bytes.size());
      from += payload.bytes.size();
      const std::size_t before = text_.size();
      if (auto shown = writer_.append(payload, text_); !shown) faults_.push_back({std::move(shown.error()), before});
    }
  }

  /// Of a message that does not decode, and where its text begins.
  struct Fault {
    Error error;
    std::size_t at;
  };
  Bytes text() const noexcept { return std::as_bytes(std::span(text_)); }
  const std::vector<Fault>& faults() const noexcept { return faults_; }

 private:
  static constexpr std::size_t kOctets = 512 << 10;
  static constexpr std::size_t kPayloads = 4096;

  Writer writer_;
  std::vector<PayloadView> payloads_;
  std::vector<std::byte> octets_;
  std::string text_;
  std::vector<Fault> faults_;
};

template <class Writer>
class TextOutput final : public PayloadOutput {
 public:
  TextOutput(const std::function<Writer()>& make_writer, const TextOutputOptions& options, std::unique_ptr<Sink> sink,
             Report report)
      : sink_(std::move(sink)),
        report_(std::move(report)),
        unbuffered_(options.unbuffered),
        pieces_(
            options.unbuffered ? 0 : pipeline::helpers_of(options.threads),
            [&] { return std::make_unique<Piece>(make_writer()); }, [](Piece& piece) { piece.write(); },
            [this](Piece& piece) { write_out(piece); }) {}

  Result<void> write(const PayloadView& payload) override {
    if (filling_ == nullptr) {
      filling_ = &pieces_.next();
      filling_->clear();
    }
    filling_->add(payload);
    return filling_->full() || unbuffered_ ? flush() : Result<void>{};
  }
  Result<void> settle() override { return {}; }
  Result<void> tick() override { return flush(); }
  Result<void> finish() override {
    flush();
    pieces_.drain();
    const std::lock_guard lock(mutex_);
    if (written_) written_ = sink_->close();
    return written_;
  }
  QueueStats queue() const override { return pieces_.stats(); }

 private:
  using Piece = TextPiece<Writer>;

  Result<void> flush() {
    if (std::exchange(filling_, nullptr) != nullptr) pieces_.submit();
    return written();
  }
  Result<void> written() {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  void write_out(Piece& piece) {
    Bytes text = piece.text();
    const auto told = tell(piece.faults(), text);
    const std::lock_guard lock(mutex_);
    if (!written_) return;
    written_ = sink_->write(text);
    if (written_) written_ = sink_->flush();
    if (written_) written_ = told;
  }
  // What is refused, and what stands behind it, is not written.
  Result<void> tell(const std::vector<typename Piece::Fault>& faults, Bytes& text) const {
    for (const auto& fault : faults) {
      auto told = report_(fault.error);
      if (!told) text = text.first(fault.at);
      if (!told) return told;
    }
    return {};
  }

  std::unique_ptr<Sink> sink_;
  Report report_;
  bool unbuffered_;
  std::mutex mutex_;
  Result<void> written_;  // what the sink said first
  Piece* filling_ = nullptr;
  pipeline::OrderedWork<Piece> pieces_;  // last: it ends before what it uses
};

}  // namespace

std::unique_ptr<PayloadOutput> make_presentation_output(const Registry& registry, const Aliases* aliases,
                                                        const std::string& endline, const TextOutputOptions& options,
                                                        std::unique_ptr<Sink> sink, Report report) {
  return std::make_unique<TextOutput<PresentationWriter>>([&] { return PresentationWriter(registry, endline, aliases); },
                                                          options, std::move(sink), std::move(report));
}

std::unique_ptr<PayloadOutput> make_json_output(const Registry& registry, const Aliases* aliases,
                                                const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report) {
  return std::make_unique<TextOutput<JsonWriter>>([&] { return JsonWriter(registry, aliases); }, options, std::move(sink),
                                                  std::move(report));
}

}  // namespace nmsgxx
