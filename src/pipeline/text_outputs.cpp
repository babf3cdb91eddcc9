#include <utility>

#include "nmsgxx/output.hpp"
#include "nmsgxx/presentation.hpp"
#include "pipeline/text_buffer.hpp"

namespace nmsgxx {
namespace {

class PresentationOutput final : public PayloadOutput {
 public:
  PresentationOutput(std::unique_ptr<Sink> sink, std::string endline, bool unbuffered)
      : buffer_(std::move(sink), unbuffered), endline_(std::move(endline)) {}

  Result<void> write(const PayloadView& payload) override {
    append_presentation(payload, endline_, buffer_.text());
    return buffer_.wrote();
  }
  Result<void> settle() override { return {}; }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> finish() override { return buffer_.flush(); }

 private:
  pipeline::TextBuffer buffer_;
  std::string endline_;
};

}  // namespace

std::unique_ptr<PayloadOutput> make_presentation_output(std::unique_ptr<Sink> sink, std::string endline, bool unbuffered) {
  return std::make_unique<PresentationOutput>(std::move(sink), std::move(endline), unbuffered);
}

}  // namespace nmsgxx
