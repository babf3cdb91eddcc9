#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "engine/batch.hpp"
#include "engine/decoded_container.hpp"
#include "nmsgxx/engine_input.hpp"

namespace nmsgxx {
namespace {

using engine::DecodedContainer;

class ContainerInput final : public Input {
 public:
  ContainerInput(std::string name, std::unique_ptr<ContainerSource> source, const ContainerInputOptions& options)
      : Input(std::move(name), options.threads), source_(std::move(source)), options_(options), in_turn_(source_->limits()) {}

  const SourceStats& stats() const noexcept override { return source_->stats(); }
  std::optional<std::uint64_t> total_octets() const noexcept override { return source_->total_octets(); }
  std::uint64_t byte_rate() const noexcept override { return options_.byte_rate; }
  bool counts_unused() const noexcept override { return true; }
  std::unique_ptr<engine::Batch> make_batch() override { return std::make_unique<Batch>(*this); }
  void close() override { source_->close(); }

 private:
  /// Containers as they came, and their payloads: decoded ahead as long as that takes little memory, the others when their turn
  /// comes.
  class Batch final : public engine::Batch {
   public:
    explicit Batch(ContainerInput& input) : input_(input) {}

    Result<SourceState> read() override {
      next_ = 0;
      return input_.source_->next_batch(raw_);
    }
    bool decode_next(bool in_turn) override;
    Result<void> account(const engine::Part& part) override {
      return input_.source_->account(raw_.containers()[part.container], decoded(part.container).outcome);
    }
    void release() override;

   private:
    static constexpr std::size_t kAhead = 4 << 20;
    static constexpr std::size_t kAheadMost = 256;

    struct Place {
      explicit Place(const DecodeLimits& limits) : decoded(limits) {}
      DecodedContainer decoded;
      std::size_t most = 0;  // bytes that it took
    };

    DecodedContainer* place_for(const RawContainer& container, bool in_turn);
    DecodedContainer& decoded(std::size_t container) {
      return alone_ ? input_.in_turn_ : places_[container - (next_ - parts_.size())].decoded;
    }

    ContainerInput& input_;
    ContainerBatch raw_;
    std::size_t next_ = 0;       // container that is not decoded
    bool alone_ = false;         // the part is a container that is decoded when its turn comes
    std::vector<Place> places_;  // used again for each batch
    std::size_t ahead_ = 0;      // bytes of the parts
    std::size_t kept_ = 0;       // bytes that the places may hold
  };

  bool selects() const noexcept {
    const Attribution& ids = options_.attribution;
    return options_.type || ids.source_id || ids.operator_id || ids.group_id;
  }
  bool selected(const PayloadView& payload) const noexcept;

  std::unique_ptr<ContainerSource> source_;
  ContainerInputOptions options_;
  DecodedContainer in_turn_;  // of whichever batch is finished
};

bool ContainerInput::selected(const PayloadView& payload) const noexcept {
  const auto matches = [](const std::optional<std::uint32_t>& wanted, bool has, std::uint32_t id) {
    return !wanted || (has && id == *wanted);
  };
  const Attribution& ids = options_.attribution;
  return (!options_.type || payload.type == *options_.type) && matches(ids.source_id, payload.has_source, payload.source) &&
         matches(ids.operator_id, payload.has_operator, payload.operator_) &&
         matches(ids.group_id, payload.has_group, payload.group);
}

// Where the next container may be decoded now, if it may.
DecodedContainer* ContainerInput::Batch::place_for(const RawContainer& container, bool in_turn) {
  if (alone_) return nullptr;
  if (BodyDecoder::large(container.header, container.body)) {
    if (!in_turn || !parts_.empty()) return nullptr;
    alone_ = true;
    return &input_.in_turn_;
  }
  if (ahead_ >= kAhead || parts_.size() == kAheadMost) return nullptr;
  if (parts_.size() == places_.size()) places_.emplace_back(input_.source_->limits());
  return &places_[parts_.size()].decoded;
}

bool ContainerInput::Batch::decode_next(bool in_turn) {
  if (next_ == raw_.containers().size()) return false;
  const RawContainer& container = raw_.containers()[next_];
  DecodedContainer* const decoded = place_for(container, in_turn);
  if (decoded == nullptr) return false;
  decoded->decode(container);
  if (!alone_) {
    auto& most = places_[parts_.size()].most;
    ahead_ += decoded->octets;
    kept_ += decoded->octets - std::min(most, decoded->octets);
    most = std::max(most, decoded->octets);
  }
  engine::Part& part = parts_.emplace_back();
  part.container = next_++;
  part.offset = container.offset;
  part.end = container.end();
  if (decoded->outcome) {
    part.views = decoded->payloads.payloads();
    part.bad_crcs = decoded->payloads.bad_crcs();
    if (input_.selects()) part.keep_if([this](const PayloadView& payload) { return input_.selected(payload); });
  }
  return true;
}

void ContainerInput::Batch::release() {
  if (std::exchange(alone_, false)) input_.in_turn_.bodies.release();
  parts_.clear();
  ahead_ = 0;
  // Each place may have had a container of its own that took much.
  if (kept_ <= 2 * kAhead) return;
  places_.clear();
  kept_ = 0;
}

}  // namespace

std::unique_ptr<Input> make_container_input(std::string name, std::unique_ptr<ContainerSource> source,
                                            const ContainerInputOptions& options) {
  return std::make_unique<ContainerInput>(std::move(name), std::move(source), options);
}

}  // namespace nmsgxx
