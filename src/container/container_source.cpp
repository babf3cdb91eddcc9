#include "nmsgxx/container_source.hpp"

#include <cstddef>

namespace nmsgxx {

struct ContainerSource::Reading {
  BodyDecoder decoder;
  ContainerBatch batch{};
  std::size_t next = 0;  // of the batch
  RawContainer last{};
};

ContainerSource::ContainerSource(const DecodeLimits& limits) : reading_(new Reading{BodyDecoder(limits)}) {}
ContainerSource::~ContainerSource() = default;

Result<SourceState> ContainerSource::next(ContainerView& out) {
  auto& [decoder, batch, next, last] = *reading_;
  while (true) {
    while (next < batch.containers().size()) {
      last = batch.containers()[next++];
      const auto view = last.refused == nullptr ? decoder.decode(last.header, last.body) : tl::unexpected(last.refused->error);
      const auto told = decoded(last, view.map([](const ContainerView& read) {
        return SequenceNumbers{read.sequence(), read.sequence_id()};
      }));
      if (!told) return tl::unexpected(told.error());
      if (!view) continue;
      out = *view;
      return SourceState::ready;
    }
    next = 0;
    decoder.release();
    const auto state = next_batch(batch);
    if (!state || *state != SourceState::ready) return state;
  }
}

const RawContainer& ContainerSource::last() const noexcept {
  return reading_->last;
}

}  // namespace nmsgxx
