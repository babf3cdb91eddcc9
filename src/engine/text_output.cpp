#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/text_buffer.hpp"
#include "message/render/payload_record.hpp"
#include "nmsgxx/output.hpp"

namespace nmsgxx {
namespace {

// The text of a payload above this size is not held.
constexpr std::size_t kLargePayload = 128 << 10;
// A piece holds as much text, and one payload's more. The rest is written in order.
constexpr std::size_t kTextMost = 4 << 20;

/// @tparam Record  JsonRecord or PresentationRecord
template <class Record>
class TextOutput final : public Output {
 public:
  TextOutput(std::string name, std::function<Record()> make_record, bool unbuffered, std::unique_ptr<Sink> sink, Report report)
      : Output(std::move(name)),
        make_record_(std::move(make_record)),
        report_(std::move(report)),
        buffer_(std::move(sink), unbuffered) {}

  std::unique_ptr<Output::Piece> make_piece() override { return std::make_unique<Piece>(*this, make_record_()); }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> rotate() override { return buffer_.rotate(); }
  Result<void> finish() override { return buffer_.close(); }
  std::uint64_t unwritten() const override { return unwritten_ + buffer_.unwritten(); }

 private:
  /// The text of payloads, as much as may be held, and the payloads that have no text yet.
  class Piece final : public Output::Piece {
   public:
    Piece(TextOutput& output, Record record) : output_(output), record_(std::move(record)) {}

    void clear() override {
      clear_text();
      rest_.clear();
      if (text_.capacity() > 2 * kTextMost) text_ = {};
      record_.shrink();
    }
    void add(const Payloads& payloads) override {
      const std::size_t done = rest_.empty() ? append(payloads.views) : 0;
      if (done < payloads.size()) rest_.push_back(payloads.views.subspan(done));
    }
    Result<void> write() override {
      auto written = write_text();
      for (std::span<const PayloadView> rest : rest_) {
        while (!rest.empty() && written) {
          clear_text();
          const std::size_t done = append(rest);
          written = done > 0 ? write_text() : write_large(rest.front());
          rest = rest.subspan(std::max<std::size_t>(done, 1));
        }
        output_.unwritten_ += rest.size();
      }
      return written;
    }

   private:
    /// A message that does not decode.
    struct Fault {
      Error error;
      std::size_t record;  // its place among those of the text
    };

    void clear_text() {
      text_.clear();
      ends_.clear();
      faults_.clear();
    }
    // Returns the number of payloads whose text was appended.
    std::size_t append(std::span<const PayloadView> payloads) {
      std::size_t i = 0;
      for (; i < payloads.size() && text_.size() < kTextMost && payloads[i].bytes.size() <= kLargePayload; ++i) {
        if (auto read = record_.read(payloads[i]); !read) faults_.push_back({std::move(read.error()), ends_.size()});
        record_.append(payloads[i], text_);
        ends_.push_back(text_.size());
      }
      return i;
    }
    // What is refused, and what stands after it, is not written.
    Result<void> write_text() {
      for (const Fault& fault : faults_) {
        const auto told = output_.report_(fault.error);
        if (told) continue;
        const auto before = std::span<const std::size_t>(ends_).first(fault.record);
        static_cast<void>(output_.buffer_.write(text_.view().substr(0, before.empty() ? 0 : before.back()), before));
        output_.unwritten_ += ends_.size() - before.size();
        return output_.buffer_.fail(told.error());
      }
      return output_.buffer_.write(text_.view(), ends_);
    }
    Result<void> write_large(const PayloadView& payload) {
      if (auto read = record_.read(payload); !read) {
        if (auto told = output_.report_(read.error()); !told) {
          ++output_.unwritten_;
          return output_.buffer_.fail(told.error());
        }
      }
      auto written = output_.buffer_.write_parts([&](text::Text& text) { record_.append(payload, text); });
      record_.shrink();
      return written;
    }

    TextOutput& output_;
    Record record_;
    text::Text text_;
    std::vector<std::size_t> ends_;
    std::vector<Fault> faults_;
    std::vector<std::span<const PayloadView>> rest_;
  };

  std::function<Record()> make_record_;
  Report report_;
  engine::TextBuffer buffer_;
  std::uint64_t unwritten_ = 0;  // payloads that the buffer did not get
};

}  // namespace

std::unique_ptr<Output> make_presentation_output(std::string name, const Registry& registry, const Aliases* aliases,
                                                 const std::string& endline, const TextOutputOptions& options,
                                                 std::unique_ptr<Sink> sink, Report report) {
  using message::PresentationRecord;
  return std::make_unique<TextOutput<PresentationRecord>>(
      std::move(name),
      [&registry, aliases, endline, form = options.payload_text] {
        return PresentationRecord(registry, endline, aliases, form);
      },
      options.unbuffered, std::move(sink), std::move(report));
}

std::unique_ptr<Output> make_json_output(std::string name, const Registry& registry, const Aliases* aliases,
                                         const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report) {
  using message::JsonRecord;
  return std::make_unique<TextOutput<JsonRecord>>(
      std::move(name), [&registry, aliases] { return JsonRecord(registry, aliases); }, options.unbuffered, std::move(sink),
      std::move(report));
}

}  // namespace nmsgxx
