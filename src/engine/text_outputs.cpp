#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/ordered_work.hpp"
#include "message/render/payload_record.hpp"
#include "nmsgxx/output.hpp"

namespace nmsgxx {
namespace {

// Payloads above this size are written from where they are, in turn: neither they nor their text are held.
constexpr std::size_t kLargePayload = 128 << 10;

/// Of a message that does not decode, and where its text begins.
struct Fault {
  Error error;
  std::size_t at;
};

/// Payloads with copies of their octets, and as much of their text as may be held.
///
/// @tparam Record  JsonRecord or PresentationRecord
template <class Record>
class TextPiece {
 public:
  explicit TextPiece(const std::function<Record()>& make_record) : record_(make_record()) {}

  void clear() {
    payloads_.clear();
    octets_.clear();
    begin_ = 0;
    end_ = 0;
    from_ = 0;
    if (text_.capacity() > 2 * kTextMost) text_ = {};
    record_.shrink();
  }
  void add(const PayloadView& payload) {
    payloads_.push_back(payload);
    octets_.insert(octets_.end(), payload.bytes.begin(), payload.bytes.end());
  }
  bool full() const noexcept { return octets_.size() >= kOctets || payloads_.size() >= kPayloads; }

  /// Writes the text of payloads that have none yet, until there is enough of it.
  ///
  /// @return false when all of them have had theirs
  bool write_some() {
    text_.clear();
    faults_.clear();
    begin_ = end_;
    if (end_ == payloads_.size()) return false;
    for (; end_ < payloads_.size() && text_.size() < kTextMost; ++end_) {
      PayloadView& payload = payloads_[end_];
      payload.bytes = Bytes(octets_).subspan(from_, payload.bytes.size());
      from_ += payload.bytes.size();
      if (auto read = record_.read(payload); !read) faults_.push_back({std::move(read.error()), text_.size()});
      record_.append(payload, text_);
    }
    return true;
  }
  /// Payloads without those whose text was replaced by the one that was written last, and those whose text lies in the first so
  /// many bytes of that.
  std::size_t left(std::size_t bytes) {
    text::Text text;
    std::size_t count = begin_;
    for (; count < end_; ++count) {
      static_cast<void>(record_.read(payloads_[count]));
      record_.append(payloads_[count], text);
      if (text.size() > bytes) break;
    }
    return payloads_.size() - count;
  }
  Bytes text() const noexcept { return std::as_bytes(std::span(text_.view())); }
  const std::vector<Fault>& faults() const noexcept { return faults_; }

 private:
  static constexpr std::size_t kOctets = 512 << 10;
  static constexpr std::size_t kPayloads = 4096;
  static constexpr std::size_t kTextMost = 4 << 20;

  Record record_;
  std::vector<PayloadView> payloads_;
  std::vector<std::byte> octets_;
  // Payloads whose text is there, and the octets of all up to the last of them.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t from_ = 0;
  text::Text text_;
  std::vector<Fault> faults_;
};

/// Hands parts of a text to a sink until that fails.
class ToSink final : public text::TextReceiver {
 public:
  explicit ToSink(Sink& sink) : sink_(sink) {}
  void take(std::string_view part) override {
    if (result) result = sink_.write(std::as_bytes(std::span(part)));
  }

  Result<void> result;

 private:
  Sink& sink_;
};

template <class Record>
class TextOutput final : public PayloadOutput {
 public:
  TextOutput(const std::function<Record()>& make_record, const TextOutputOptions& options, std::unique_ptr<Sink> sink,
             Report report)
      : sink_(std::move(sink)),
        report_(std::move(report)),
        unbuffered_(options.unbuffered),
        large_(make_record()),
        pieces_(
            options.unbuffered ? 0 : engine::helpers_of(options.threads), [&] { return std::make_unique<Piece>(make_record); },
            [](Piece& piece) { piece.write_some(); }, [this](Piece& piece) { write_out(piece); }) {}

  Result<void> write(const PayloadView& payload) override {
    if (payload.bytes.size() > kLargePayload) return write_large(payload);
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
  std::uint64_t unwritten() const override {
    const std::lock_guard lock(mutex_);
    return unwritten_;
  }

 private:
  using Piece = TextPiece<Record>;

  Result<void> flush() {
    if (std::exchange(filling_, nullptr) != nullptr) pieces_.submit();
    return written();
  }
  Result<void> written() {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  void write_out(Piece& piece) {
    const std::lock_guard lock(mutex_);
    do {
      const std::uint64_t before = sink_->stats().octets.value();
      if (written_) written_ = write_text(piece);
      if (!written_) unwritten_ += piece.left(sink_->stats().octets.value() - before);
    } while (written_ && piece.write_some());
    if (written_) written_ = sink_->flush();
  }
  // What is refused, and what stands after it, is not written.
  Result<void> write_text(const Piece& piece) {
    Bytes text = piece.text();
    Result<void> told;
    for (const Fault& fault : piece.faults()) {
      told = report_(fault.error);
      if (told) continue;
      text = text.first(fault.at);
      break;
    }
    auto written = sink_->write(text);
    return written ? told : written;
  }
  Result<void> write_large(const PayloadView& payload) {
    flush();
    pieces_.drain();
    const std::lock_guard lock(mutex_);
    if (auto read = large_.read(payload); !read && written_) written_ = report_(read.error());
    if (written_) {
      ToSink parts(*sink_);
      text::Text text(parts);
      large_.append(payload, text);
      text.finish();
      large_.shrink();
      written_ = parts.result ? sink_->flush() : std::move(parts.result);
    }
    if (!written_) ++unwritten_;
    return written_;
  }

  std::unique_ptr<Sink> sink_;
  Report report_;
  bool unbuffered_;
  mutable std::mutex mutex_;  // of the sink and what it said
  Result<void> written_;
  std::uint64_t unwritten_ = 0;
  Record large_;
  Piece* filling_ = nullptr;
  engine::OrderedWork<Piece> pieces_;  // last: it ends before what it uses
};

}  // namespace

std::unique_ptr<PayloadOutput> make_presentation_output(const Registry& registry, const Aliases* aliases,
                                                        const std::string& endline, const TextOutputOptions& options,
                                                        std::unique_ptr<Sink> sink, Report report) {
  using message::PresentationRecord;
  return std::make_unique<TextOutput<PresentationRecord>>(
      [&] { return PresentationRecord(registry, endline, aliases, options.payload_text); }, options, std::move(sink),
      std::move(report));
}

std::unique_ptr<PayloadOutput> make_json_output(const Registry& registry, const Aliases* aliases,
                                                const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report) {
  using message::JsonRecord;
  return std::make_unique<TextOutput<JsonRecord>>([&] { return JsonRecord(registry, aliases); }, options, std::move(sink),
                                                  std::move(report));
}

}  // namespace nmsgxx
