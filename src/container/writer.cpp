#include "nmsgxx/writer.hpp"

#include "container/emitter.hpp"
#include "container/packer.hpp"

namespace nmsgxx {

class ContainerWriter::State final : public container::FilledSink {
 public:
  State(const WriterOptions& options, Sink& sink) : packer(options, *this), emitter_(options), sink_(sink) {}

  Result<void> take(container::Filled& filled) override {
    emitter_.prepare(filled);
    return emitter_.write(filled, sink_);
  }

  container::Packer packer;

 private:
  container::Emitter emitter_;
  Sink& sink_;
};

ContainerWriter::ContainerWriter(const WriterOptions& options, Sink& sink) : state_(std::make_unique<State>(options, sink)) {}
ContainerWriter::~ContainerWriter() = default;
ContainerWriter::ContainerWriter(ContainerWriter&&) noexcept = default;
ContainerWriter& ContainerWriter::operator=(ContainerWriter&&) noexcept = default;

Result<void> ContainerWriter::add(const PayloadView& payload) {
  return state_->packer.add(payload);
}
Result<void> ContainerWriter::flush() {
  return state_->packer.flush();
}
bool ContainerWriter::empty() const noexcept {
  return state_->packer.empty();
}
std::uint64_t ContainerWriter::containers() const noexcept {
  return state_->packer.containers();
}

}  // namespace nmsgxx
