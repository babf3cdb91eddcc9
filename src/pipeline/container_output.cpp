#include <cstdint>
#include <utility>

#include "nmsgxx/output.hpp"

namespace nmsgxx {
namespace {

constexpr int kPatienceTicks = 500 / kTickMilliseconds;

class ContainerOutput final : public PayloadOutput {
 public:
  ContainerOutput(const WriterOptions& options, std::unique_ptr<Sink> sink, bool timed)
      : sink_(std::move(sink)), writer_(options, *sink_), timed_(timed) {}

  Result<void> write(const PayloadView& payload) override { return writer_.add(payload); }
  Result<void> settle() override { return sink_->flush(); }

  Result<void> tick() override {
    const std::uint64_t containers = writer_.stats().containers.value();
    waited_ = writer_.empty() || containers != containers_before_ ? 0 : waited_ + 1;
    containers_before_ = containers;
    return timed_ && waited_ >= kPatienceTicks ? finish() : settle();
  }

  Result<void> finish() override {
    return writer_.flush().and_then([this] { return sink_->flush(); });
  }

 private:
  std::unique_ptr<Sink> sink_;
  ContainerWriter writer_;
  bool timed_;
  int waited_ = 0;  // ticks since the container that is being filled was begun
  std::uint64_t containers_before_ = 0;
};

}  // namespace

std::unique_ptr<PayloadOutput> make_container_output(const WriterOptions& options, std::unique_ptr<Sink> sink, bool timed) {
  return std::make_unique<ContainerOutput>(options, std::move(sink), timed);
}

}  // namespace nmsgxx
