#include "nmsgxx/packet_job.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "nmsgxx/message_type.hpp"
#include "engine/decoded_container.hpp"
#include "engine/ordered_work.hpp"
#include "engine/packet_batch.hpp"
#include "engine/ticker.hpp"

namespace nmsgxx {
namespace {

using engine::PacketBatch;

/// Containers, one after the other, and what was made of them.
struct Taken {
  Taken(const PacketJobOptions& options, const std::vector<std::unique_ptr<TupleOutput>>& outputs)
      : decoded(options.limits), packets(options.decode, outputs) {}

  engine::DecodedContainer decoded;
  PacketBatch packets;
};

/// Containers on their way: as they came, and what became of them.
struct Slot : Taken {
  using Taken::Taken;

  ContainerBatch batch;
  std::vector<SequenceNumbers> sound;  // of those that were taken last
  std::size_t read = 0;                // containers
  bool stopped = false;                // before one that is taken alone
};

}  // namespace

class PacketJob::State {
 public:
  State(const PacketJobOptions& options, std::vector<std::unique_ptr<TupleOutput>> outputs, Report report,
        std::function<void()> on_tick)
      : options_(options), outputs_(std::move(outputs)), report_(std::move(report)), on_tick_(std::move(on_tick)) {}

  template <class Source>
  Result<void> run(Source& source);
  std::uint64_t unwritten() const;

  PacketJobStats stats;

 private:
  Result<void> read(ContainerSource& source);
  Result<void> read(PacketSource& source);
  std::uint64_t left() const noexcept;
  void work(Slot& slot);
  void take_sound(Slot& slot);
  void finish(Slot& slot, ContainerSource& source);
  std::uint64_t bad_crcs_in_reach(container::CheckedPayloads& payloads) const;
  void take_alone(const RawContainer& container, ContainerSource& source);
  void write(PacketBatch& packets);
  Result<void> each_output(Result<void> (TupleOutput::*call)());
  void tick();
  void note(Result<void> result);
  Result<void> written();

  PacketJobOptions options_;
  std::vector<std::unique_ptr<TupleOutput>> outputs_;
  Report report_;
  std::function<void()> on_tick_;
  std::optional<Taken> alone_;  // by whoever finishes
  std::mutex mutex_;            // of the outputs
  Result<void> written_;        // what they said first; guarded as well
};

template <class Source>
Result<void> PacketJob::State::run(Source& source) {
  auto result = [&] {
    engine::Ticker ticker([this] { tick(); });
    return ticker.begin().and_then([&] { return read(source); });
  }();
  note(each_output(&TupleOutput::finish));
  auto outputs = written();
  return outputs ? result : outputs;
}

std::uint64_t PacketJob::State::unwritten() const {
  std::uint64_t all = 0;
  for (const auto& output : outputs_) all += output->unwritten();
  return all;
}

// Packets that may still be read.
std::uint64_t PacketJob::State::left() const noexcept {
  return options_.count == 0 ? ~std::uint64_t{0} : options_.count - stats.packets.value();
}

Result<void> PacketJob::State::read(ContainerSource& source) {
  // Who counts packets must have taken all of one container before it knows how many of the next it may take.
  engine::OrderedWork<Slot> containers(
      options_.count == 0 ? engine::helpers_of(options_.threads) : 0,
      [this] { return std::make_unique<Slot>(options_, outputs_); }, [this](Slot& slot) { work(slot); },
      [this, &source](Slot& slot) { finish(slot, source); });
  Result<SourceState> state = SourceState::ready;
  while (left() > 0 && written()) {
    Slot& slot = containers.next();
    state = source.next_batch(slot.batch);
    if (!state || *state != SourceState::ready) break;
    containers.submit();
  }
  containers.drain();
  source.close_accounts();
  return state ? Result<void>{} : tl::unexpected(state.error());
}

void PacketJob::State::work(Slot& slot) {
  slot.read = 0;
  slot.packets.begin(left());
  take_sound(slot);
}

// Up to one that is taken alone: for its faults, which may be as far as anything is wanted, or for its size.  Or up to where
// they have made much.
void PacketJob::State::take_sound(Slot& slot) {
  constexpr std::uint64_t kPackets = 32'768;
  slot.sound.clear();
  slot.stopped = false;
  const auto containers = slot.batch.containers();
  while (slot.read < containers.size() && slot.packets.counts().packets < kPackets) {
    const RawContainer& container = containers[slot.read];
    slot.stopped = BodyDecoder::large(container.header, container.body);
    if (slot.stopped) return;
    slot.decoded.decode(container);
    slot.stopped = slot.decoded.faulty();
    if (slot.stopped) return;
    slot.sound.push_back(*slot.decoded.outcome);
    slot.packets.take(slot.decoded.payloads, 0);
    ++slot.read;
  }
}

void PacketJob::State::finish(Slot& slot, ContainerSource& source) {
  if (!written() || options_.drain.over()) return;
  const auto containers = slot.batch.containers();
  while (true) {
    const auto sound = containers.subspan(slot.read - slot.sound.size(), slot.sound.size());
    for (std::size_t i = 0; i < sound.size(); ++i) note(source.decoded(sound[i], slot.sound[i]));
    write(slot.packets);
    if (slot.stopped && left() > 0 && written()) take_alone(containers[slot.read++], source);
    if (slot.read == containers.size() || left() == 0 || !written() || options_.drain.over()) return;
    slot.packets.begin(left());
    take_sound(slot);
  }
}

// Those that stand before the last packet that may be read.
std::uint64_t PacketJob::State::bad_crcs_in_reach(container::CheckedPayloads& payloads) const {
  const auto bad = payloads.bad_crcs();
  if (options_.count == 0 || bad.empty()) return bad.size();
  std::uint64_t packets = left();
  const auto all = payloads.payloads();
  const auto last = std::ranges::find_if(
      all, [&packets](const PayloadView& payload) { return payload.type == kBasePacket && --packets == 0; });
  const auto reach = static_cast<std::size_t>(last - all.begin());
  return static_cast<std::uint64_t>(std::ranges::count_if(bad, [reach](const auto& one) { return one.before <= reach; }));
}

void PacketJob::State::take_alone(const RawContainer& container, ContainerSource& source) {
  if (!alone_) alone_.emplace(options_, outputs_);
  auto& [decoded, packets] = *alone_;
  packets.begin(left());
  decoded.decode(container);
  auto told = source.decoded(container, decoded.outcome);
  if (decoded.outcome) {
    const std::uint64_t bad = bad_crcs_in_reach(decoded.payloads);
    for (std::uint64_t n = 0; n < bad && told; ++n) told = report_({Errc::bad_crc, container.offset, {}});
    if (told) packets.take(decoded.payloads, bad);
  }
  decoded.bodies.release();
  write(packets);
  note(told);
}

Result<void> PacketJob::State::read(PacketSource& source) {
  PacketBatch packets(options_.decode, outputs_);
  std::span<const Frame> frames;
  while (left() > 0 && written()) {
    const auto state = source.next(frames);
    if (!state) return tl::unexpected(state.error());
    if (*state != SourceState::ready) break;
    packets.begin(left());
    packets.take(frames, source.link());
    write(packets);
  }
  return {};
}

void PacketJob::State::write(PacketBatch& packets) {
  const PacketBatch::Counts& counts = packets.counts();
  stats.packets.add(counts.packets);
  stats.tuples.add(counts.tuples);
  stats.other.add(counts.other);
  stats.undecodable.add(counts.undecodable);
  stats.bad_crc.add(counts.bad_crc);
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < outputs_.size() && written_; ++i) written_ = outputs_[i]->write(packets.piece(i));
  }
  note(each_output(&TupleOutput::settle));
}

Result<void> PacketJob::State::each_output(Result<void> (TupleOutput::*call)()) {
  const std::lock_guard lock(mutex_);
  Result<void> result;
  for (const auto& output : outputs_) {
    if (auto called = (*output.*call)(); !called && result) result = std::move(called);
  }
  return result;
}

void PacketJob::State::note(Result<void> result) {
  const std::lock_guard lock(mutex_);
  if (written_) written_ = std::move(result);
}

Result<void> PacketJob::State::written() {
  const std::lock_guard lock(mutex_);
  return written_;
}

void PacketJob::State::tick() {
  note(each_output(&TupleOutput::tick));
  if (on_tick_) on_tick_();
}

PacketJob::PacketJob(const PacketJobOptions& options, std::vector<std::unique_ptr<TupleOutput>> outputs, Report report,
                     std::function<void()> on_tick)
    : state_(std::make_unique<State>(options, std::move(outputs), std::move(report), std::move(on_tick))) {}
PacketJob::~PacketJob() = default;

Result<void> PacketJob::run(ContainerSource& source) {
  return state_->run(source);
}
Result<void> PacketJob::run(PacketSource& source) {
  return state_->run(source);
}

const PacketJobStats& PacketJob::stats() const noexcept {
  return state_->stats;
}

std::uint64_t PacketJob::unwritten() const {
  return state_->unwritten();
}

}  // namespace nmsgxx
