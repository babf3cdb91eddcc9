#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "container/payload_batch.hpp"
#include "engine/batch.hpp"
#include "nmsgxx/engine_input.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"

namespace nmsgxx {
namespace {

// A batch ends with so many bytes of messages, or with a larger payload, which is not copied.
constexpr std::size_t kBatchBytes = 64 << 10;

Error at_line(std::uint64_t number, std::string what, Error error) {
  if (error.code == Errc::missing_field) what += "no field ";
  error.code = Errc::bad_text;
  error.detail = "line " + std::to_string(number) + ": " + std::move(what) + error.detail;
  error.offset = 0;
  return error;
}

/// What a line, or the end of all lines, gave: one of these, or nothing.
struct LineResult {
  std::optional<PayloadView> payload{};  ///< valid until the next line
  std::optional<Error> error{};
};

/// @tparam Reader  makes payloads of lines: JsonLines or PresentationLines
template <class Reader>
class LineInput final : public Input {
 public:
  template <class... Arguments>
  LineInput(std::string name, std::unique_ptr<LineSource> lines, Report report, unsigned threads, Arguments&&... of_reader)
      : Input(std::move(name), threads),
        lines_(std::move(lines)),
        reader_(std::forward<Arguments>(of_reader)...),
        report_(std::move(report)) {}

  const SourceStats& stats() const noexcept override { return lines_->stats(); }
  std::unique_ptr<engine::Batch> make_batch() override { return std::make_unique<Batch>(*this); }

 private:
  /// Payloads of the lines that were at hand, at least one unless the lines have ended. Lines that could not be read are
  /// reported in their places.
  class Batch final : public engine::Batch {
   public:
    explicit Batch(LineInput& input) : input_(input) {}

    Result<SourceState> read() override {
      payloads_.clear();
      faults_.clear();
      count_ = 0;
      made_ = false;
      large_ = std::exchange(input_.large_, std::nullopt);
      if (large_) return SourceState::ready;
      while (payloads_.octets().size() < kBatchBytes && !input_.large_) {
        const bool any = !payloads_.empty() || !faults_.empty();
        if (any && !input_.lines_->at_hand()) return SourceState::ready;
        const auto state = take_line();
        if (!state || *state != SourceState::ready) return any ? SourceState::ready : state;
      }
      return SourceState::ready;
    }
    bool decode_next(bool) override {
      if (std::exchange(made_, true)) return false;
      const std::span<PayloadView> all = large_ ? std::span(&*large_, 1) : payloads_.payloads();
      std::size_t from = 0;
      for (const Fault& fault : faults_) {
        parts_.push_back({.views = all.subspan(from, fault.before - from)});
        from = fault.before;
      }
      parts_.push_back({.views = all.subspan(from)});
      for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].container = i;
      return true;
    }
    // What could not be read stands before a part.
    Result<void> account(const engine::Part& part) override {
      return part.container == 0 ? Result<void>() : input_.report_(faults_[part.container - 1].error);
    }
    bool borrows() const noexcept override { return large_.has_value(); }

   private:
    struct Fault {
      Error error;
      std::size_t before;  // payloads that stand before it
    };

    Result<SourceState> take_line() {
      std::string_view line;
      const auto state = input_.lines_->next(line);
      if (!state || *state == SourceState::woken) return state;
      LineResult result = *state == SourceState::end ? input_.reader_.finish(input_.lines_->number())
                                                     : input_.reader_.read(line, input_.lines_->number());
      if (result.error) faults_.push_back({std::move(*result.error), count_});
      if (!result.payload) return result.error ? SourceState::ready : *state;
      if (result.payload->bytes.size() > kBatchBytes) {
        input_.large_ = result.payload;
      } else {
        const Bytes bytes = result.payload->bytes;
        payloads_.octets().insert(payloads_.octets().end(), bytes.begin(), bytes.end());
        payloads_.add(*result.payload);
        ++count_;
      }
      return SourceState::ready;
    }

    LineInput& input_;
    container::PayloadBatch payloads_;
    std::size_t count_ = 0;  // payloads
    std::vector<Fault> faults_;
    std::optional<PayloadView> large_;  // instead of others
    bool made_ = false;
  };

  std::unique_ptr<LineSource> lines_;
  Reader reader_;
  Report report_;
  std::optional<PayloadView> large_;  // that goes into the next batch; the reader's memory holds its bytes
};

/// JSON, an object on each line.
class JsonLines {
 public:
  JsonLines(const Registry& registry, const Aliases* aliases) : reader_(registry, aliases) {}

  LineResult read(std::string_view line, std::uint64_t number) {
    if (line.empty()) return {};
    auto read = reader_.read(line);
    if (read) return {.payload = *read};
    return {.error = at_line(number, "JSON parse error: \"" + std::string(line.substr(0, kShownMax)) + "\": ", read.error())};
  }
  LineResult finish(std::uint64_t) { return {}; }

 private:
  static constexpr std::size_t kShownMax = 60;  // characters of a malformed line

  JsonReader reader_;
};

/// Presentation form, several lines to a payload.
class PresentationLines {
 public:
  PresentationLines(const MessageSchema& schema, const Aliases* aliases, std::size_t longest)
      : reader_(schema, aliases, longest) {}

  LineResult read(std::string_view line, std::uint64_t number) { return result(reader_.read(line), number); }
  LineResult finish(std::uint64_t number) { return result(reader_.finish(), number); }

 private:
  static LineResult result(Result<std::optional<PayloadView>> read, std::uint64_t number) {
    if (!read) return {.error = at_line(number, "", read.error())};
    return {.payload = *read};
  }

  PresentationReader reader_;
};

}  // namespace

std::unique_ptr<Input> make_json_input(std::string name, std::unique_ptr<LineSource> lines, const Registry& registry,
                                       const Aliases* aliases, Report report, unsigned threads) {
  return std::make_unique<LineInput<JsonLines>>(std::move(name), std::move(lines), std::move(report), threads, registry,
                                                aliases);
}

std::unique_ptr<Input> make_presentation_input(std::string name, std::unique_ptr<LineSource> lines, const MessageSchema& schema,
                                               const Aliases* aliases, Report report, std::size_t longest, unsigned threads) {
  return std::make_unique<LineInput<PresentationLines>>(std::move(name), std::move(lines), std::move(report), threads, schema,
                                                        aliases, longest);
}

}  // namespace nmsgxx
