#include "nmsgxx/container_source.hpp"

#include <cstddef>
#include <utility>

#include "nmsgxx/sequence.hpp"

namespace nmsgxx {
namespace {

void count_exceeded_limit(Errc code, BoundStats& limits) noexcept {
  switch (code) {
    case Errc::too_long: return limits.container.add();
    case Errc::too_large: return limits.inflated.add();
    case Errc::too_many_payloads: return limits.payloads.add();
    case Errc::too_many_fragments: return limits.fragments.add();
    default: return;
  }
}

}  // namespace

struct ContainerSource::State {
  DecodeLimits limits;
  Report report;
  std::optional<SequenceTracker> sequences{};  // of senders of datagrams
  std::uint64_t read = 0;                      // containers, in batches
  std::uint64_t accounted = 0;
  // For next().
  BodyDecoder decoder{limits};
  ContainerBatch batch{};
  std::size_t next = 0;  // of the batch
  RawContainer last{};

  void count_sequence(const SequenceNumbers& numbers, const Sender& sender, SourceStats& stats);
};

ContainerSource::ContainerSource(Transport transport, const DecodeLimits& limits, Report report)
    : state_(new State{limits, std::move(report)}) {
  if (transport == Transport::datagrams) state_->sequences.emplace(limits.sequence_sources);
}
ContainerSource::~ContainerSource() = default;

Result<SourceState> ContainerSource::next(ContainerView& out) {
  Result<ContainerView> read;
  while (true) {
    const auto state = next_or_damage(read);
    if (!state || *state != SourceState::ready) return state;
    if (!read) continue;
    out = *read;
    return SourceState::ready;
  }
}

Result<SourceState> ContainerSource::next_or_damage(Result<ContainerView>& out) {
  auto& [limits, report, sequences, read, accounted, decoder, batch, next, last] = *state_;
  while (next == batch.containers().size()) {
    next = 0;
    decoder.release();
    const auto state = next_batch(batch);
    if (!state || *state != SourceState::ready) return state;
  }
  last = batch.containers()[next++];
  out = last.refused == nullptr ? decoder.decode(last.header, last.body) : tl::unexpected(last.refused->error);
  return account(last, out.map([](const ContainerView& view) {
           return SequenceNumbers{view.sequence(), view.sequence_id()};
         }))
      .map([] { return SourceState::ready; });
}

const RawContainer& ContainerSource::last() const noexcept {
  return state_->last;
}

Result<SourceState> ContainerSource::next_batch(ContainerBatch& out) {
  auto state = read(out);
  state_->read += out.containers().size();
  return state;
}

Result<void> ContainerSource::account(const RawContainer& container, const Result<SequenceNumbers>& outcome) {
  ++state_->accounted;
  const bool datagram = state_->sequences.has_value();
  if (outcome) {
    if (datagram) state_->count_sequence(*outcome, container.sender, stats_);
    stats_.containers.add();
    return {};
  }
  if (container.refused == nullptr || !container.refused->continues) {
    Error error = outcome.error();
    error.offset = container.offset;  // what lies in it may have been inflated
    if (auto told = report()(error); !told) return told;
    count_exceeded_limit(error.code, stats_.bounds);
    if (error.code == Errc::lost_fragment) {
      stats_.lost_fragments.add(container.refused->messages);
    } else if (datagram || error.code != Errc::bad_magic) {
      stats_.skipped_containers.add();
    }
  }
  if (datagram) {
    state_->sequences->refused(container.sender);
  } else {
    stats_.skipped_octets.add(container.end() - container.offset);
  }
  return {};
}

void ContainerSource::State::count_sequence(const SequenceNumbers& numbers, const Sender& sender, SourceStats& stats) {
  if (!numbers.sequence || !numbers.id) return;
  const auto change = sequences->update(sender, *numbers.id, *numbers.sequence, SequenceTracker::Clock::now());
  // A late container takes its loss back; the count cannot fall below zero.
  stats.lost_containers.set(stats.lost_containers.value() + static_cast<std::uint64_t>(change));
  stats.bounds.sources.set(sequences->forgotten());
}

// What was read of a regular file is still there.
void ContainerSource::close() {
  const std::uint64_t left = count_left();
  if (!total_octets()) stats_.unread.set(state_->read - state_->accounted + left);
}

const DecodeLimits& ContainerSource::limits() const noexcept {
  return state_->limits;
}

const Report& ContainerSource::report() const noexcept {
  return state_->report;
}

}  // namespace nmsgxx
