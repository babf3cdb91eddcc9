#include <string>
#include <utility>

#include "nmsgxx/json.hpp"
#include "nmsgxx/payload_source.hpp"
#include "nmsgxx/presentation.hpp"

namespace nmsgxx {
namespace {

Error at_line(std::uint64_t number, std::string what, Error error) {
  if (error.code == Errc::missing_field) what += "no field ";
  error.code = Errc::bad_text;
  error.detail = "line " + std::to_string(number) + ": " + std::move(what) + error.detail;
  error.offset = 0;
  return error;
}

class JsonSource final : public PayloadSource {
 public:
  JsonSource(std::unique_ptr<LineSource> lines, const Registry& registry, const Aliases* aliases, Report report)
      : lines_(std::move(lines)), reader_(registry, aliases), report_(std::move(report)) {}

  Result<SourceState> next(PayloadView& payload) override {
    std::string_view line;
    while (true) {
      const auto state = lines_->next(line);
      if (!state || *state != SourceState::ready) return state;
      if (line.empty()) continue;
      auto read = reader_.read(line);
      if (read) {
        payload = *read;
        return SourceState::ready;
      }
      const auto told = report_(
          at_line(lines_->number(), "JSON parse error: \"" + std::string(line.substr(0, kShownMax)) + "\": ", read.error()));
      if (!told) return tl::unexpected(told.error());
    }
  }

  const SourceStats& stats() const noexcept override { return lines_->stats(); }

 private:
  static constexpr std::size_t kShownMax = 60;  // of a line that is no record

  std::unique_ptr<LineSource> lines_;
  JsonReader reader_;
  Report report_;
};

class PresentationSource final : public PayloadSource {
 public:
  PresentationSource(std::unique_ptr<LineSource> lines, const MessageSchema& schema, const Aliases* aliases, Report report,
                     std::size_t longest)
      : lines_(std::move(lines)), reader_(schema, aliases, longest), report_(std::move(report)) {}

  Result<SourceState> next(PayloadView& payload) override {
    std::string_view line;
    while (true) {
      const auto state = lines_->next(line);
      if (!state || *state == SourceState::woken) return state;
      auto read = *state == SourceState::end ? reader_.finish() : reader_.read(line);
      if (!read) {
        const auto told = report_(at_line(lines_->number(), "", read.error()));
        if (!told) return tl::unexpected(told.error());
      } else if (*read) {
        payload = **read;
        return SourceState::ready;
      }
      if (*state == SourceState::end) return state;
    }
  }

  const SourceStats& stats() const noexcept override { return lines_->stats(); }

 private:
  std::unique_ptr<LineSource> lines_;
  PresentationReader reader_;
  Report report_;
};

}  // namespace

std::unique_ptr<PayloadSource> make_json_source(std::unique_ptr<LineSource> lines, const Registry& registry,
                                                const Aliases* aliases, Report report) {
  return std::make_unique<JsonSource>(std::move(lines), registry, aliases, std::move(report));
}

std::unique_ptr<PayloadSource> make_presentation_source(std::unique_ptr<LineSource> lines, const MessageSchema& schema,
                                                        const Aliases* aliases, Report report, std::size_t longest) {
  return std::make_unique<PresentationSource>(std::move(lines), schema, aliases, std::move(report), longest);
}

}  // namespace nmsgxx
