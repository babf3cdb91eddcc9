#include <utility>

#include "nmsgxx/json.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/presentation.hpp"
#include "pipeline/text_buffer.hpp"

namespace nmsgxx {
namespace {

template <class Writer>
class TextOutput final : public PayloadOutput {
 public:
  TextOutput(Writer writer, std::unique_ptr<Sink> sink, bool unbuffered, Report report)
      : writer_(std::move(writer)), buffer_(std::move(sink), unbuffered), report_(std::move(report)) {}

  Result<void> write(const PayloadView& payload) override {
    if (const auto shown = writer_.append(payload, buffer_.text()); !shown) report_(shown.error());
    return buffer_.wrote();
  }
  Result<void> settle() override { return {}; }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> finish() override { return buffer_.flush(); }

 private:
  Writer writer_;
  pipeline::TextBuffer buffer_;
  Report report_;
};

}  // namespace

std::unique_ptr<PayloadOutput> make_presentation_output(const Registry& registry, const Aliases* aliases, std::string endline,
                                                        std::unique_ptr<Sink> sink, bool unbuffered, Report report) {
  PresentationWriter writer(registry, std::move(endline), aliases);
  return std::make_unique<TextOutput<PresentationWriter>>(std::move(writer), std::move(sink), unbuffered, std::move(report));
}

std::unique_ptr<PayloadOutput> make_json_output(const Registry& registry, const Aliases* aliases, std::unique_ptr<Sink> sink,
                                                bool unbuffered, Report report) {
  return std::make_unique<TextOutput<JsonWriter>>(JsonWriter(registry, aliases), std::move(sink), unbuffered,
                                                  std::move(report));
}

}  // namespace nmsgxx
