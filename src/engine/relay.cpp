#include "nmsgxx/relay.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "nmsgxx/deadline.hpp"
#include "engine/decoded_container.hpp"
#include "engine/interval_marks.hpp"
#include "engine/ordered_work.hpp"
#include "engine/pace.hpp"
#include "engine/start_thread.hpp"
#include "engine/ticker.hpp"

namespace nmsgxx {
namespace {

/// Frames, and what makes payloads of them.
struct Capture {
  std::unique_ptr<PacketSource> frames;
  std::unique_ptr<FramePayloads> payloads;
};

using AnySource = std::variant<std::unique_ptr<ContainerSource>, Capture, std::unique_ptr<PayloadSource>>;

const SourceStats& stats_of(const Capture& capture) {
  return capture.frames->stats();
}
template <class Source>
const SourceStats& stats_of(const std::unique_ptr<Source>& source) {
  return source->stats();
}

struct Input {
  std::string name;
  AnySource source;
  ContainerInputOptions options;
  std::size_t turn = 0;  // the output that gets its next payload
  std::vector<std::unique_ptr<PayloadFilter>> filters{};
  std::vector<PayloadView> wanted{};  // of those at hand, by type and tags
  std::vector<PayloadView> kept{};    // of those, by the filters
  bool waiting = false;               // nothing came since the last tick
  bool ended = false;

  Input(std::string called, AnySource from, const ContainerInputOptions& how = {})
      : name(std::move(called)), source(std::move(from)), options(how) {}
};

/// What a source gave at once.  Its containers are decoded ahead as long as that takes little memory, the others when their
/// turn comes.
class DecodedBatch {
 public:
  /// @param in_turn  for those whose turn has come, one at a time
  DecodedBatch(const DecodeLimits& limits, engine::DecodedContainer& in_turn) : limits_(limits), in_turn_(in_turn) {}

  ContainerBatch batch;

  void decode_ahead() {
    // What is kept from batch to batch: each place may have had a container of its own that took much.
    if (kept_ > 2 * kAhead) forget();
    std::size_t octets = 0;
    const auto containers = batch.containers();
    for (ahead_ = 0; ahead_ < std::min(containers.size(), kAheadMost) && octets < kAhead; ++ahead_) {
      if (BodyDecoder::large(containers[ahead_].header, containers[ahead_].body)) break;
      if (ahead_ == places_.size()) places_.emplace_back(limits_);
      auto& [decoded, most] = places_[ahead_];
      decoded.decode(containers[ahead_]);
      octets += decoded.octets;
      kept_ += decoded.octets - std::min(most, decoded.octets);
      most = std::max(most, decoded.octets);
    }
  }
  engine::DecodedContainer& decoded(std::size_t i) {
    if (i < ahead_) return places_[i].decoded;
    in_turn_.decode(batch.containers()[i]);
    return in_turn_;
  }

 private:
  static constexpr std::size_t kAhead = 4 << 20;
  static constexpr std::size_t kAheadMost = 256;

  struct Place {
    explicit Place(const DecodeLimits& limits) : decoded(limits) {}
    engine::DecodedContainer decoded;
    std::size_t most = 0;  // octets that it took
  };
  void forget() noexcept {
    places_.clear();
    kept_ = 0;
  }

  DecodeLimits limits_;
  std::vector<Place> places_;
  engine::DecodedContainer& in_turn_;
  std::size_t ahead_ = 0;
  std::size_t kept_ = 0;
};

struct Output {
  std::unique_ptr<PayloadOutput> to;
  engine::IntervalMarks marks;
  std::uint64_t payloads = 0;  // since it was opened or rotated

  Output(std::unique_ptr<PayloadOutput> output, const RelayOptions& options)
      : to(std::move(output)), marks(options.interval, options.phase) {}
};

}  // namespace

class Relay::State {
 public:
  State(const RelayOptions& options, Wakeup& stop, Report report)
      : options_(options), stop_(stop), drain_{&stop, options.drain}, report_(std::move(report)) {}

  Result<void> run();
  void add_output(std::unique_ptr<PayloadOutput> output) { outputs.emplace_back(std::move(output), options_); }

  std::vector<std::unique_ptr<Input>> inputs;
  std::vector<Output> outputs;
  RelayStats stats;

 private:
  void read(Input& input);
  Result<void> read_all(Input& input, std::unique_ptr<ContainerSource>& source);
  Result<void> read_all(Input& input, Capture& capture);
  Result<void> read_all(Input& input, std::unique_ptr<PayloadSource>& source);
  Result<bool> hand_out(Input& input, const engine::Pace& pace, std::uint64_t from, const RawContainer& container,
                        container::CheckedPayloads& payloads);
  bool hand_out_slowly(Input& input, const engine::Pace& pace, std::uint64_t from, std::uint64_t to,
                       std::span<const PayloadView> payloads);
  std::span<const PayloadView> wanted(Input& input, std::span<const PayloadView> payloads) const;
  bool wanted(const PayloadView& payload) const noexcept;
  bool ends_by_count() const noexcept { return options_.count > 0 && !options_.rotate; }
  bool passes(Input& input, const PayloadView& payload) const;
  void set_tags(PayloadView& payload) const noexcept;
  bool write(Output& output, const PayloadView& payload);
  Result<bool> hand_out(Input& input, ContainerSource& source, const engine::Pace& pace, std::uint64_t& before,
                        DecodedBatch& slot);
  bool hand_out(Input& input, std::span<const PayloadView> payloads);
  std::span<Output> next_outputs(const Input& input) noexcept;
  bool counted_out(const Output& output) const noexcept;
  bool counted_out() noexcept;
  bool due(const Output& output) const noexcept;
  void begin_interval(Output& output) const;
  void watch_clock();
  bool make_room(Output& output) { return !due(output) || move_on(output); }
  bool move_on(Output& output);
  void tick();
  void check_output(Result<void> result);
  void end();

  using Steady = engine::IntervalMarks::Steady;

  RelayOptions options_;
  engine::ClockWatch watch_;  // by the ticking thread
  Wakeup& stop_;
  Deadline drain_;
  Report report_;
  // By what the outputs had; who sets the wake-up still gets what the inputs have at hand.
  std::atomic<bool> over_ = false;
  std::mutex mutex_;  // of what follows, the outputs, the inputs' turns and the stats
  std::optional<Error> output_error_;
  std::optional<Error> input_error_;
};

Result<void> Relay::State::run() {
  for (Output& output : outputs) begin_interval(output);
  {
    engine::Ticker ticker([this] { tick(); });
    std::vector<std::jthread> threads;
    auto begun = ticker.begin();
    for (auto input = inputs.begin(); begun && input != inputs.end(); ++input) {
      begun = engine::start_thread([this, input] { read(**input); }).map([&](std::jthread thread) {
        threads.push_back(std::move(thread));
      });
    }
    // Without all of them what comes out would not be all.
    const std::lock_guard lock(mutex_);
    check_output(std::move(begun));
  }
  for (const Output& output : outputs) check_output(output.to->finish());
  if (output_error_) return tl::unexpected(*output_error_);
  if (input_error_) return tl::unexpected(*input_error_);
  return {};
}

void Relay::State::read(Input& input) {
  for (const MakeFilter& make : options_.filters) input.filters.push_back(make());
  auto result = std::visit([&](auto& source) { return read_all(input, source); }, input.source);
  const std::lock_guard lock(mutex_);
  input.ended = true;
  if (ends_by_count() && counted_out()) end();
  if (result) return;
  Error error = std::move(result.error());
  error.detail = input.name + ": " + error.detail;
  if (report_(error)) return;
  end();
  if (!input_error_) input_error_ = std::move(error);
}

Result<void> Relay::State::read_all(Input& input, std::unique_ptr<ContainerSource>& source) {
  const engine::Pace pace(input.options.byte_rate);
  std::uint64_t before = 0;  // octets of the containers that were handed out
  std::atomic<bool> over = false;
  Result<bool> handed_out = true;
  engine::DecodedContainer in_turn(options_.limits);
  engine::OrderedWork<DecodedBatch> batches(
      pace.limited() ? 0 : engine::helpers_of(input.options.threads),
      [&] { return std::make_unique<DecodedBatch>(options_.limits, in_turn); }, [](DecodedBatch& slot) { slot.decode_ahead(); },
      [&](DecodedBatch& slot) {
        if (over) return;
        handed_out = hand_out(input, *source, pace, before, slot);
        in_turn.bodies.release();
        over = !handed_out || !*handed_out;
      });
  Result<SourceState> state = SourceState::ready;
  while (!over) {
    DecodedBatch& slot = batches.next();
    state = source->next_batch(slot.batch);
    if (!state || *state != SourceState::ready) break;
    batches.submit();
  }
  batches.drain();
  source->close_accounts();
  if (!handed_out) return tl::unexpected(handed_out.error());
  // What was read ahead of the end of the run does not matter.
  if (!*handed_out) return {};
  return state ? Result<void>{} : tl::unexpected(state.error());
}

// False when the run is over.
Result<bool> Relay::State::hand_out(Input& input, ContainerSource& source, const engine::Pace& pace, std::uint64_t& before,
                                    DecodedBatch& slot) {
  const auto containers = slot.batch.containers();
  for (std::size_t i = 0; i < containers.size(); ++i) {
    if (over_ || drain_.over()) return false;
    engine::DecodedContainer& decoded = slot.decoded(i);
    if (const auto told = source.decoded(containers[i], decoded.outcome); !told) return tl::unexpected(told.error());
    if (!decoded.outcome) continue;
    const auto handed_out = hand_out(input, pace, before, containers[i], decoded.payloads);
    if (!handed_out || !*handed_out) return handed_out;
    before = containers[i].end();
  }
  return true;
}

// Where a count ends the run, what stands before a payload with a wrong CRC comes first: the count may be reached with it.
Result<bool> Relay::State::hand_out(Input& input, const engine::Pace& pace, std::uint64_t from, const RawContainer& container,
                                    container::CheckedPayloads& checked) {
  const std::span<const PayloadView> all = checked.payloads();
  std::size_t handed_out = 0;
  const auto hand_out_up_to = [&](std::size_t behind) {
    const auto kept = wanted(input, all.first(behind).subspan(std::exchange(handed_out, behind)));
    return pace.limited() ? hand_out_slowly(input, pace, std::exchange(from, container.end()), container.end(), kept)
                          : hand_out(input, kept);
  };
  for (const auto& bad : checked.bad_crcs()) {
    if (ends_by_count() && !hand_out_up_to(bad.before)) return false;
    const auto told = report_({Errc::bad_crc, container.offset, fmt::format("{:08x} != {:08x}", bad.computed, bad.stored)});
    if (!told) return tl::unexpected(told.error());
    stats.bad_crc.add();
  }
  return hand_out_up_to(all.size());
}

// Spreads a container's payloads over its time.  False when the run is over.
bool Relay::State::hand_out_slowly(Input& input, const engine::Pace& pace, std::uint64_t from, std::uint64_t to,
                                   std::span<const PayloadView> payloads) {
  constexpr std::size_t kSteps = 10;
  for (std::size_t step = 1; step <= kSteps; ++step) {
    const auto share = static_cast<double>(step) / kSteps;
    if (!pace.wait(static_cast<double>(from) + share * static_cast<double>(to - from), stop_)) return false;
    const std::size_t behind = payloads.size() * step / kSteps;
    const std::size_t first = payloads.size() * (step - 1) / kSteps;
    if (!hand_out(input, payloads.subspan(first, behind - first))) return false;
  }
  return true;
}

Result<void> Relay::State::read_all(Input& input, Capture& capture) {
  std::span<const Frame> frames;
  while (true) {
    const auto state = capture.frames->next(frames);
    if (!state) return tl::unexpected(state.error());
    if (*state != SourceState::ready) {
      auto rest = capture.payloads->finish();
      while (!rest.empty() && hand_out(input, rest)) rest = capture.payloads->finish();
      return {};
    }
    if (!hand_out(input, capture.payloads->convert(frames))) return {};
  }
}

Result<void> Relay::State::read_all(Input& input, std::unique_ptr<PayloadSource>& source) {
  PayloadView payload;
  while (true) {
    const auto state = source->next(payload);
    if (!state) return tl::unexpected(state.error());
    if (*state != SourceState::ready || !hand_out(input, {&payload, 1})) return {};
  }
}

std::span<const PayloadView> Relay::State::wanted(Input& input, std::span<const PayloadView> payloads) const {
  const Tags& get = options_.get;
  if (!options_.only && !get.source && !get.operator_ && !get.group) return payloads;
  input.wanted.clear();
  for (const PayloadView& payload : payloads) {
    if (wanted(payload)) input.wanted.push_back(payload);
  }
  return input.wanted;
}

bool Relay::State::wanted(const PayloadView& payload) const noexcept {
  const auto matches = [](const std::optional<std::uint32_t>& wanted, bool has, std::uint32_t number) {
    return !wanted || (has && number == *wanted);
  };
  return (!options_.only || payload.type == *options_.only) &&
         matches(options_.get.source, payload.has_source, payload.source) &&
         matches(options_.get.operator_, payload.has_operator, payload.operator_) &&
         matches(options_.get.group, payload.has_group, payload.group);
}

void Relay::State::set_tags(PayloadView& payload) const noexcept {
  const auto set = [](const std::optional<std::uint32_t>& wanted, bool& has, std::uint32_t& number) {
    if (!wanted) return;
    has = true;
    number = *wanted;
  };
  set(options_.set.source, payload.has_source, payload.source);
  set(options_.set.operator_, payload.has_operator, payload.operator_);
  set(options_.set.group, payload.has_group, payload.group);
}

// False when the run is over.
bool Relay::State::write(Output& output, const PayloadView& payload) {
  if (!make_room(output)) return false;
  check_output(output.to->write(payload));
  if (output_error_) return false;
  ++output.payloads;
  stats.payloads_out.add();
  return true;
}

bool Relay::State::passes(Input& input, const PayloadView& payload) const {
  for (const auto& filter : input.filters) {
    const Verdict verdict = filter->ask(payload);
    if (verdict != Verdict::declined) return verdict == Verdict::accept;
  }
  return options_.accept_declined;
}

// False when the run is over.
bool Relay::State::hand_out(Input& input, std::span<const PayloadView> payloads) {
  const std::size_t came = payloads.size();
  if (!input.filters.empty()) {
    input.kept.clear();
    for (const PayloadView& payload : payloads) {
      if (passes(input, payload)) input.kept.push_back(payload);
    }
    payloads = input.kept;
  }
  const std::lock_guard lock(mutex_);
  stats.payloads_in.add(came - payloads.size());
  if (over_) return false;
  for (PayloadView payload : payloads) {
    set_tags(payload);
    stats.payloads_in.add();
    for (Output& output : next_outputs(input)) {
      if (!write(output, payload)) return false;
    }
    input.turn = (input.turn + 1) % outputs.size();
    if (ends_by_count() && counted_out()) {
      end();
      break;
    }
  }
  input.waiting = false;
  for (const Output& output : outputs) check_output(output.to->settle());
  return !over_;
}

// Those that get the input's next payload.
std::span<Output> Relay::State::next_outputs(const Input& input) noexcept {
  return options_.mirror ? std::span(outputs) : std::span(outputs).subspan(input.turn, 1);
}

bool Relay::State::counted_out(const Output& output) const noexcept {
  return options_.count > 0 && output.payloads >= options_.count;
}

// Whether the next payload of whatever input would end the run, so that none need be looked for.
bool Relay::State::counted_out() noexcept {
  return std::ranges::all_of(inputs, [this](const auto& input) {
    return input->ended ||
           std::ranges::any_of(next_outputs(*input), [this](const Output& output) { return counted_out(output); });
  });
}

bool Relay::State::due(const Output& output) const noexcept {
  return counted_out(output) || (options_.interval.count() > 0 && output.marks.reached(Steady::now()));
}

void Relay::State::begin_interval(Output& output) const {
  const auto wall = options_.clock();
  output.marks.next(wall, Steady::now());
}

void Relay::State::watch_clock() {
  if (options_.interval.count() == 0) return;
  const auto before = Steady::now();
  const auto wall = options_.clock();
  const auto after = Steady::now();
  // A thread that was stopped in between would see one that was not set.
  if (after - before > std::chrono::milliseconds(kTickMilliseconds)) return;
  const auto change = watch_.set_by(wall, after);
  if (change && options_.clock_set) options_.clock_set(*change);
}

// Of an output that is due.  False when the run is over.
bool Relay::State::move_on(Output& output) {
  if (options_.rotate) {
    check_output(output.to->rotate());
    output.payloads = 0;
    begin_interval(output);
  } else {
    end();
  }
  return !over_;
}

void Relay::State::tick() {
  watch_clock();
  const std::lock_guard lock(mutex_);
  for (const Output& output : outputs) check_output(output.to->tick());
  // An idle input need not wait for a payload to find out that an output is due.
  for (const auto& input : inputs) {
    if (!input->ended && std::exchange(input->waiting, true)) {
      for (Output& output : options_.rotate ? std::span(outputs) : next_outputs(*input)) make_room(output);
    }
  }
}

void Relay::State::check_output(Result<void> result) {
  if (result || output_error_) return;
  output_error_ = std::move(result.error());
  end();
}

void Relay::State::end() {
  over_ = true;
  stop_.set();
}

Relay::Relay(const RelayOptions& options, Wakeup& stop, Report report)
    : state_(std::make_unique<State>(options, stop, std::move(report))) {}
Relay::~Relay() = default;

void Relay::add_input(std::string name, std::unique_ptr<ContainerSource> source, const ContainerInputOptions& options) {
  state_->inputs.push_back(std::make_unique<Input>(std::move(name), std::move(source), options));
}

void Relay::add_input(std::string name, std::unique_ptr<PacketSource> source, std::unique_ptr<FramePayloads> payloads) {
  state_->inputs.push_back(std::make_unique<Input>(std::move(name), Capture{std::move(source), std::move(payloads)}));
}

void Relay::add_input(std::string name, std::unique_ptr<PayloadSource> source) {
  state_->inputs.push_back(std::make_unique<Input>(std::move(name), std::move(source)));
}

void Relay::add_output(std::unique_ptr<PayloadOutput> output) {
  state_->add_output(std::move(output));
}

Result<void> Relay::run() {
  return state_->run();
}

const RelayStats& Relay::stats() const noexcept {
  return state_->stats;
}

std::vector<QueueStats> Relay::queue_stats() const {
  std::vector<QueueStats> all;
  for (const Output& output : state_->outputs) all.push_back(output.to->queue());
  return all;
}

std::vector<std::uint64_t> Relay::unwritten() const {
  std::vector<std::uint64_t> all;
  for (const Output& output : state_->outputs) all.push_back(output.to->unwritten());
  return all;
}

std::vector<const SourceStats*> Relay::source_stats() const {
  std::vector<const SourceStats*> all;
  for (const auto& input : state_->inputs) {
    std::visit([&](const auto& source) { all.push_back(&stats_of(source)); }, input->source);
  }
  return all;
}

}  // namespace nmsgxx
