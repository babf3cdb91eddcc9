#include "nmsgxx/packet_job.hpp"

#include <array>
#include <bit>
#include <mutex>
#include <utility>

#include "nmsgxx/link.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "pipeline/ticker.hpp"

namespace nmsgxx {
namespace {

/// Packets that wait for the decoder, with what they came in.
struct PacketBatch {
  std::size_t size = 0;
  std::array<Bytes, kBatchSize> packets;
  std::array<PayloadView, kBatchSize> payloads;

  void add(const PayloadView& payload, Bytes packet) noexcept {
    payloads[size] = payload;
    packets[size] = packet;
    ++size;
  }
};

}  // namespace

class PacketJob::State {
 public:
  State(const PacketJobOptions& options, std::vector<std::unique_ptr<TupleOutput>> outputs, Report report,
        std::function<void()> on_tick)
      : options_(options), outputs_(std::move(outputs)), report_(std::move(report)), on_tick_(std::move(on_tick)) {}

  template <class Source, class Unit>
  Result<void> run(Source& source, Unit unit);

  PacketJobStats stats;

 private:
  template <class Source, class Unit>
  Result<void> read(Source& source, Unit unit);
  bool counted_out() const noexcept { return options_.count > 0 && stats.packets.value() >= options_.count; }
  Result<void> take(const ContainerView& container, const ContainerSource& source);
  Result<void> take(std::span<const Frame> frames, const PacketSource& source);
  Result<void> add(const PayloadView& payload, Bytes packet);
  Result<void> decode();
  Result<void> each_output(Result<void> (TupleOutput::*call)());
  void tick();

  PacketJobOptions options_;
  std::vector<std::unique_ptr<TupleOutput>> outputs_;
  Report report_;
  std::function<void()> on_tick_;
  std::mutex mutex_;          // of the outputs
  Result<void> tick_result_;  // guarded as well
  PacketBatch batch_;
  FiveTupleBatch tuples_;
};

template <class Source, class Unit>
Result<void> PacketJob::State::run(Source& source, Unit unit) {
  auto result = [&] {
    const pipeline::Ticker ticker([this] { tick(); });
    return read(source, std::move(unit));
  }();
  auto finished = each_output(&TupleOutput::finish);
  return result ? finished : result;
}

template <class Source, class Unit>
Result<void> PacketJob::State::read(Source& source, Unit unit) {
  while (!counted_out()) {
    const auto state = source.next(unit);
    if (!state) return tl::unexpected(state.error());
    if (*state != SourceState::ready) break;
    auto result =
        take(unit, source).and_then([this] { return decode(); }).and_then([this] { return each_output(&TupleOutput::settle); });
    if (!result) return result;
  }
  return {};
}

Result<void> PacketJob::State::take(const ContainerView& container, const ContainerSource&) {
  for (const PayloadView& payload : container) {
    if (payload.type != kBasePacket) {
      stats.other.add();
      continue;
    }
    if (payload.check_crc() == CrcVerdict::bad) {
      stats.bad_crc.add();
      report_({Errc::bad_crc, 0, {}});
      continue;
    }
    if (counted_out()) break;
    stats.packets.add();
    const auto packet = packet_of_message(payload.bytes);
    if (!packet) {
      stats.undecodable.add();
      continue;
    }
    if (auto added = add(payload, *packet); !added) return added;
  }
  return {};
}

Result<void> PacketJob::State::take(std::span<const Frame> frames, const PacketSource& source) {
  PayloadView payload;
  payload.type = kBasePacket;
  for (const Frame& frame : frames) {
    const auto packet = frame.complete() ? ip_packet(source.link(), frame.bytes) : std::nullopt;
    if (!packet) {
      stats.other.add();
      continue;
    }
    if (counted_out()) break;
    stats.packets.add();
    payload.time_sec = frame.time_sec;
    payload.time_nsec = frame.time_nsec;
    if (auto added = add(payload, *packet); !added) return added;
  }
  return {};
}

Result<void> PacketJob::State::add(const PayloadView& payload, Bytes packet) {
  batch_.add(payload, packet);
  return batch_.size == kBatchSize ? decode() : Result<void>{};
}

Result<void> PacketJob::State::decode() {
  decode_five_tuples({batch_.packets.data(), batch_.size}, options_.decode, tuples_);
  batch_.size = 0;
  const std::lock_guard lock(mutex_);
  std::uint64_t found = 0;
  for (std::size_t word = 0; word < tuples_.mask.size(); ++word) {
    for (std::uint64_t left = tuples_.mask[word]; left != 0; left &= left - 1) {
      const std::size_t i = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
      for (const auto& output : outputs_) {
        if (auto written = output->write(batch_.payloads[i], tuples_, i); !written) return written;
      }
      ++found;
    }
  }
  stats.tuples.add(found);
  return {};
}

Result<void> PacketJob::State::each_output(Result<void> (TupleOutput::*call)()) {
  const std::lock_guard lock(mutex_);
  Result<void> result = std::exchange(tick_result_, Result<void>{});
  for (const auto& output : outputs_) {
    if (auto called = (*output.*call)(); !called && result) result = std::move(called);
  }
  return result;
}

void PacketJob::State::tick() {
  auto result = each_output(&TupleOutput::tick);
  if (!result) {
    const std::lock_guard lock(mutex_);
    tick_result_ = std::move(result);
  }
  if (on_tick_) on_tick_();
}

PacketJob::PacketJob(const PacketJobOptions& options, std::vector<std::unique_ptr<TupleOutput>> outputs, Report report,
                     std::function<void()> on_tick)
    : state_(std::make_unique<State>(options, std::move(outputs), std::move(report), std::move(on_tick))) {}
PacketJob::~PacketJob() = default;

Result<void> PacketJob::run(ContainerSource& source) {
  return state_->run(source, ContainerView{});
}
Result<void> PacketJob::run(PacketSource& source) {
  return state_->run(source, std::span<const Frame>{});
}

const PacketJobStats& PacketJob::stats() const noexcept {
  return state_->stats;
}

}  // namespace nmsgxx
