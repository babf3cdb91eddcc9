#include "nmsgxx/engine.hpp"

#include <algorithm>
#include <atomic>
#include <span>
#include <thread>
#include <utility>

#include <fmt/core.h>

#include "base/mutex.hpp"
#include "engine/batch.hpp"
#include "engine/interval_marks.hpp"
#include "engine/ordered_work.hpp"
#include "engine/pace.hpp"
#include "engine/threads.hpp"
#include "nmsgxx/deadline.hpp"

namespace nmsgxx {
namespace {

using engine::Part;

/// The filters of an input, or of one of its slots.
class FilterChain {
 public:
  FilterChain(const std::vector<MakeFilter>& make, bool accept_declined) : accept_declined_(accept_declined) {
    for (const MakeFilter& each : make) filters_.push_back(each());
  }

  bool empty() const noexcept { return filters_.empty(); }
  bool has_state() const noexcept {
    return std::ranges::any_of(filters_, [](const auto& filter) { return filter->has_state(); });
  }
  bool passes(const PayloadView& payload) const {
    for (const auto& filter : filters_) {
      const Verdict verdict = filter->ask(payload);
      if (verdict != Verdict::declined) return verdict == Verdict::accept;
    }
    return accept_declined_;
  }

 private:
  std::vector<std::unique_ptr<PayloadFilter>> filters_;
  bool accept_declined_;
};

using Pieces = std::vector<std::unique_ptr<Output::Piece>>;  // one for each output

/// A batch on its way, and what is made of it on a worker; nothing if that happens in order.
struct Slot {
  std::unique_ptr<engine::Batch> batch;
  FilterChain filters;
  Pieces pieces;
};

struct InputState {
  std::unique_ptr<Input> input;
  std::size_t turn = 0;  // the output that gets its next payload
  bool waiting = false;  // nothing came since the last tick
  bool ended = false;
};

struct OutputState {
  std::unique_ptr<Output> output;
  engine::IntervalMarks marks;
  std::uint64_t payloads = 0;  // that are counted, since it was opened or rotated
};

std::size_t size_of(std::span<const Part> parts) noexcept {
  std::size_t size = 0;
  for (const Part& part : parts) size += part.views.size();
  return size;
}

/// Calls use(payloads) for a range of the payloads of all parts.
template <class Use>
void for_each_in(std::span<const Part> parts, std::size_t from, std::size_t count, Use use) {
  for (const Part& part : parts) {
    if (count == 0) return;
    const std::size_t size = part.views.size();
    if (from < size) {
      const std::size_t here = std::min(count, size - from);
      use(part.payloads().part(from, here));
      count -= here;
      from = 0;
    } else {
      from -= size;
    }
  }
}

}  // namespace

class Engine::State {
 public:
  State(const EngineOptions& options, Wakeup& stop) : options_(options), stop_(stop), drain_{&stop, options.drain} {}

  Result<void> run();
  Output& add(std::unique_ptr<Output> output) {
    outputs.push_back({std::move(output), engine::IntervalMarks(options_.interval, options_.phase)});
    return *outputs.back().output;
  }

  std::vector<std::unique_ptr<InputState>> inputs;
  std::vector<OutputState> outputs;
  EngineStats stats;

 private:
  /// An input while it is read.
  struct Reading {
    InputState& state;
    engine::Pace pace;
    bool in_order;             // payloads are filtered and encoded in order
    std::uint64_t before = 0;  // bytes of the containers that were handed on
    // For what is filtered and encoded in order.
    FilterChain filters;
    Pieces pieces;
    std::vector<PayloadView> turn_views{};  // the payloads that an output gets, when outputs take turns
    std::vector<Bytes> turn_packets{};
  };

  void read(InputState& input) NMSGXX_EXCLUDES(mutex_);
  Result<void> read_all(InputState& input);
  Pieces make_pieces() const;
  std::unique_ptr<Slot> make_slot(const Reading& reading) const;
  void work(const Reading& reading, Slot& slot) const;
  Result<bool> finish(Reading& reading, Slot& slot);
  Result<bool> deliver(Reading& reading, Slot& slot, bool encoded);
  Result<bool> deliver_each(Reading& reading, Slot& slot);
  bool deliver_slowly(Reading& reading, Part& part);
  Result<void> account(Slot& slot, const Part& part);
  Result<void> report_bad_crc(const Part& part, const container::CheckedPayloads::BadCrc& bad);
  void filter(const FilterChain& filters, Part& part) const;
  void attribute(PayloadView& payload) const noexcept;
  bool write(Reading& reading, std::span<const Part> parts, const Pieces* encoded = nullptr) NMSGXX_EXCLUDES(mutex_);
  bool write_range(Reading& reading, std::span<const Part> parts, std::size_t from, std::size_t count) NMSGXX_REQUIRES(mutex_);
  void gather(Reading& reading, std::span<const Part> parts, std::size_t from, std::size_t count, std::size_t first) const;
  std::size_t count_off(const InputState& input, std::span<const Part> parts, std::size_t from, std::size_t count)
      NMSGXX_REQUIRES(mutex_);
  bool may_count_out(std::span<const Part> parts) NMSGXX_EXCLUDES(mutex_);
  bool in_turn() const noexcept { return !options_.mirror && outputs.size() > 1; }
  std::span<OutputState> next_outputs(const InputState& input) noexcept;
  bool ends_by_count() const noexcept { return options_.count > 0 && !options_.rotate; }
  bool counted_out(const OutputState& output) const noexcept;
  bool counted_out() noexcept NMSGXX_REQUIRES(mutex_);
  bool interval_over(const OutputState& output) const noexcept;
  void begin_interval(OutputState& output) const;
  bool move_on(OutputState& output) NMSGXX_REQUIRES(mutex_);
  bool is_over() NMSGXX_EXCLUDES(mutex_);
  void watch_clock();
  void tick() NMSGXX_EXCLUDES(mutex_);
  void check_output(Result<void> result) NMSGXX_REQUIRES(mutex_);
  void end() noexcept;

  using Steady = engine::IntervalMarks::Steady;

  EngineOptions options_;
  engine::ClockWatch watch_;  // by the ticking thread
  Wakeup& stop_;
  Deadline drain_;
  // Set by the outputs.  If only stop_ is set, what the inputs have received is still written.
  std::atomic<bool> over_ = false;
  // Of the outputs and the states of the inputs as well.
  base::Mutex mutex_;
  std::optional<Error> output_error_ NMSGXX_GUARDED_BY(mutex_);
  std::optional<Error> input_error_ NMSGXX_GUARDED_BY(mutex_);
};

Result<void> Engine::State::run() {
  for (OutputState& output : outputs) begin_interval(output);
  {
    engine::Ticker ticker([this] { tick(); });
    std::vector<std::jthread> threads;
    auto begun = ticker.begin();
    for (std::size_t i = 0; begun && i < inputs.size(); ++i) {
      begun = engine::start_thread([this, i] { read(*inputs[i]); }).map([&](std::jthread thread) {
        threads.push_back(std::move(thread));
      });
    }
    // Without all threads the output would not be complete.
    const base::MutexLock lock(mutex_);
    check_output(std::move(begun));
  }
  const base::MutexLock lock(mutex_);
  for (const OutputState& output : outputs) check_output(output.output->finish());
  if (output_error_) return tl::unexpected(*output_error_);
  if (input_error_) return tl::unexpected(*input_error_);
  return {};
}

void Engine::State::read(InputState& input) {
  auto result = read_all(input);
  const base::MutexLock lock(mutex_);
  input.ended = true;
  if (ends_by_count() && counted_out()) end();
  if (result) return;
  auto accepted = options_.input_failed(input.input->name(), result.error());
  if (accepted) return;
  end();
  if (!input_error_) input_error_ = std::move(accepted.error());
}

Result<void> Engine::State::read_all(InputState& input) {
  Reading reading{.state = input,
                  .pace = engine::Pace(input.input->byte_rate()),
                  .in_order = in_turn(),
                  .filters = FilterChain(options_.filters, options_.accept_declined),
                  .pieces = {}};
  reading.in_order = reading.in_order || reading.pace.limited() || reading.filters.has_state();
  std::atomic<bool> over = false;
  Result<bool> finished = true;
  engine::OrderedWork<Slot> slots(
      reading.pace.limited() ? 0 : engine::workers_of(input.input->threads()), [&] { return make_slot(reading); },
      [&](Slot& slot) { work(reading, slot); },
      [&](Slot& slot) {
        if (!over) finished = finish(reading, slot);
        slot.batch->release();
        if (!finished || !*finished) over = true;
      },
      input.input->queue());
  Result<SourceState> state = SourceState::ready;
  while (!over) {
    Slot& slot = slots.next();
    state = slot.batch->read();
    if (!state || *state != SourceState::ready) break;
    const bool borrows = slot.batch->borrows();
    slots.submit();
    if (borrows) slots.drain();
  }
  slots.drain();
  input.input->close();
  if (!finished) return tl::unexpected(finished.error());
  // What was read after the end of the run does not matter.
  if (!*finished) return {};
  return state ? Result<void>{} : tl::unexpected(state.error());
}

std::unique_ptr<Slot> Engine::State::make_slot(const Reading& reading) const {
  const auto filters = reading.in_order ? std::vector<MakeFilter>() : options_.filters;
  auto slot =
      std::make_unique<Slot>(Slot{reading.state.input->make_batch(), FilterChain(filters, options_.accept_declined), {}});
  if (!reading.in_order) slot->pieces = make_pieces();
  return slot;
}

Pieces Engine::State::make_pieces() const {
  Pieces pieces;
  for (const OutputState& output : outputs) pieces.push_back(output.output->make_piece());
  return pieces;
}

// On any thread.
void Engine::State::work(const Reading& reading, Slot& slot) const {
  if (over_) return;
  for (const auto& piece : slot.pieces) piece->clear();
  std::size_t encoded = 0;
  while (slot.batch->decode_next(false)) {
    if (reading.in_order) continue;
    for (Part& part : slot.batch->parts().subspan(encoded)) {
      filter(slot.filters, part);
      for (const auto& piece : slot.pieces) piece->add(part.payloads());
      ++encoded;
    }
  }
}

// In order, as all that follows. False when the run is over.
Result<bool> Engine::State::finish(Reading& reading, Slot& slot) {
  for (bool encoded = !reading.in_order;; encoded = false) {
    if (is_over()) return false;
    auto delivered = deliver(reading, slot, encoded);
    if (!delivered || !*delivered) return delivered;
    slot.batch->release();
    // A large container, or more than may be held at once.
    if (!slot.batch->decode_next(true)) return true;
    while (slot.batch->decode_next(true)) {
    }
  }
}

Result<bool> Engine::State::deliver(Reading& reading, Slot& slot, bool encoded) {
  const std::span<Part> parts = slot.batch->parts();
  if (!encoded) {
    for (Part& part : parts) filter(reading.filters, part);
  }
  if (reading.pace.limited() || may_count_out(parts)) return deliver_each(reading, slot);
  std::size_t sound = 0;
  Result<bool> told = true;
  for (; sound < parts.size() && told && *told; ++sound) {
    if (reading.state.input->counts_unused() && drain_.over()) {
      told = false;
    } else if (auto accounted = account(slot, parts[sound]); !accounted) {
      told = tl::unexpected(accounted.error());
    }
  }
  const bool all = told && *told;
  const bool written = write(reading, parts.first(all ? sound : sound - 1), encoded && all ? &slot.pieces : nullptr);
  return all ? written : told;
}

// One after the other: each report and each wait comes after what stands before it has been written.
Result<bool> Engine::State::deliver_each(Reading& reading, Slot& slot) {
  for (Part& part : slot.batch->parts()) {
    if (over_ || (reading.state.input->counts_unused() && drain_.over())) return false;
    if (auto accounted = slot.batch->account(part); !accounted) return tl::unexpected(accounted.error());
    std::size_t before = 0;
    for (const auto& bad : part.bad_crcs) {
      if (ends_by_count()) {
        const Part front = part.take(bad.before - std::exchange(before, bad.before));
        if (!write(reading, {&front, 1})) return false;
      }
      if (auto told = report_bad_crc(part, bad); !told) return tl::unexpected(told.error());
    }
    if (!deliver_slowly(reading, part)) return false;
    reading.before = part.end;
  }
  return true;
}

// Spreads a container's payloads over its time.
bool Engine::State::deliver_slowly(Reading& reading, Part& part) {
  const std::size_t steps = reading.pace.limited() ? 10 : 1;
  const auto begin = static_cast<double>(reading.before);
  const auto size = static_cast<double>(part.end) - begin;
  const std::size_t payloads = part.views.size();
  for (std::size_t step = 1; step <= steps; ++step) {
    const double share = static_cast<double>(step) / static_cast<double>(steps);
    if (reading.pace.limited() && !reading.pace.wait(begin + share * size, stop_)) return false;
    const Part front = part.take(payloads * step / steps - payloads * (step - 1) / steps);
    if (!write(reading, {&front, 1})) return false;
  }
  return true;
}

Result<void> Engine::State::account(Slot& slot, const Part& part) {
  auto told = slot.batch->account(part);
  for (auto bad = part.bad_crcs.begin(); told && bad != part.bad_crcs.end(); ++bad) told = report_bad_crc(part, *bad);
  return told;
}

Result<void> Engine::State::report_bad_crc(const Part& part, const container::CheckedPayloads::BadCrc& bad) {
  auto told = options_.bad_crc({Errc::bad_crc, part.offset, fmt::format("{:08x} != {:08x}", bad.computed, bad.stored)});
  if (told) stats.bad_crc.add();
  return told;
}

void Engine::State::filter(const FilterChain& filters, Part& part) const {
  if (!filters.empty()) {
    const std::size_t before = part.views.size();
    part.keep_if([&filters](const PayloadView& payload) { return filters.passes(payload); });
    part.dropped = before - part.views.size();
  }
  const Attribution& ids = options_.attribution;
  if (!ids.source_id && !ids.operator_id && !ids.group_id) return;
  for (PayloadView& payload : part.views) attribute(payload);
}

void Engine::State::attribute(PayloadView& payload) const noexcept {
  const auto set = [](const std::optional<std::uint32_t>& wanted, bool& has, std::uint32_t& id) {
    if (!wanted) return;
    has = true;
    id = *wanted;
  };
  set(options_.attribution.source_id, payload.has_source, payload.source);
  set(options_.attribution.operator_id, payload.has_operator, payload.operator_);
  set(options_.attribution.group_id, payload.has_group, payload.group);
}

/// @param encoded  pieces that have these payloads, and no others; null if there are none
bool Engine::State::write(Reading& reading, std::span<const Part> parts, const Pieces* encoded) {
  InputState& input = reading.state;
  const base::MutexLock lock(mutex_);
  for (const Part& part : parts) stats.payloads_in.add(part.dropped);
  if (over_) return false;
  const std::size_t all = size_of(parts);
  for (std::size_t done = 0; done < all;) {
    for (OutputState& output : outputs) {
      if (interval_over(output) && !move_on(output)) return false;
    }
    for (OutputState& output : next_outputs(input)) {
      if (counted_out(output) && !move_on(output)) return false;
    }
    const std::size_t count = count_off(input, parts, done, all - done);
    stats.payloads_in.add(count);
    if (encoded != nullptr && count == all) {
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        check_output((*encoded)[i]->write());
        stats.payloads_out.add(count);
        if (output_error_) return false;
      }
    } else if (!write_range(reading, parts, done, count)) {
      return false;
    }
    done += count;
    if (ends_by_count() && counted_out()) {
      end();
      break;
    }
  }
  input.waiting = false;
  for (const OutputState& output : outputs) check_output(output.output->idle());
  return !over_;
}

// Encodes the payloads in order.
bool Engine::State::write_range(Reading& reading, std::span<const Part> parts, std::size_t from, std::size_t count) {
  InputState& input = reading.state;
  if (reading.pieces.empty()) reading.pieces = make_pieces();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    Output::Piece& piece = *reading.pieces[i];
    piece.clear();
    std::size_t size = count;
    if (in_turn()) {
      const std::size_t first = (i + outputs.size() - input.turn) % outputs.size();
      gather(reading, parts, from, count, first);
      size = reading.turn_views.size();
      if (size == 0) continue;
      piece.add({reading.turn_views, reading.turn_packets});
    } else {
      for_each_in(parts, from, count, [&piece](const Payloads& payloads) { piece.add(payloads); });
    }
    check_output(piece.write());
    stats.payloads_out.add(size);
    if (output_error_) return false;
  }
  if (in_turn()) input.turn = (input.turn + count) % outputs.size();
  return true;
}

// Every so-manyth payload from the first on.
void Engine::State::gather(Reading& reading, std::span<const Part> parts, std::size_t from, std::size_t count,
                           std::size_t first) const {
  reading.turn_views.clear();
  reading.turn_packets.clear();
  std::size_t skip = first;
  for_each_in(parts, from, count, [&](const Payloads& payloads) {
    std::size_t i = skip;
    for (; i < payloads.size(); i += outputs.size()) {
      reading.turn_views.push_back(payloads.views[i]);
      if (!payloads.packets.empty()) reading.turn_packets.push_back(payloads.packets[i]);
    }
    skip = i - payloads.size();
  });
}

// Counts the payloads that the outputs may still get: those before one for which an output has no room.
std::size_t Engine::State::count_off(const InputState& input, std::span<const Part> parts, std::size_t from,
                                     std::size_t count) {
  if (options_.count == 0) return count;
  std::size_t counted = 0;
  for_each_in(parts, from, count, [&](const Payloads& payloads) {
    for (const PayloadView& payload : payloads.views) {
      const auto all = std::span(outputs);
      const auto getting = in_turn() ? all.subspan((input.turn + counted) % all.size(), 1) : all;
      const auto counts = [&payload](const OutputState& output) {
        const auto type = output.output->counted();
        return !type || payload.type == *type;
      };
      if (std::ranges::any_of(getting, [&](const auto& output) { return counts(output) && counted_out(output); })) return;
      for (OutputState& output : getting) output.payloads += counts(output) ? 1 : 0;
      ++counted;
    }
  });
  return counted;
}

// Whether the run may end with one of these payloads.
bool Engine::State::may_count_out(std::span<const Part> parts) {
  if (!ends_by_count()) return false;
  const std::size_t size = size_of(parts);
  const base::MutexLock lock(mutex_);
  return std::ranges::any_of(outputs, [&](const auto& output) { return output.payloads + size >= options_.count; });
}

// Those that get the input's next payload.
std::span<OutputState> Engine::State::next_outputs(const InputState& input) noexcept {
  return in_turn() ? std::span(outputs).subspan(input.turn, 1) : std::span(outputs);
}

bool Engine::State::counted_out(const OutputState& output) const noexcept {
  return options_.count > 0 && output.payloads >= options_.count;
}

// Whether the next payload of whatever input would end the run, so that none need be looked for.
bool Engine::State::counted_out() noexcept {
  return std::ranges::all_of(inputs, [this](const auto& input) {
    return input->ended ||
           std::ranges::any_of(next_outputs(*input), [this](const OutputState& output) { return counted_out(output); });
  });
}

bool Engine::State::interval_over(const OutputState& output) const noexcept {
  return options_.interval.count() > 0 && output.marks.reached(Steady::now());
}

void Engine::State::begin_interval(OutputState& output) const {
  const auto wall = options_.clock();
  output.marks.next(wall, Steady::now());
}

// Rotates an output that has had its count or interval, or ends the run.
bool Engine::State::move_on(OutputState& output) {
  if (options_.rotate) {
    check_output(output.output->rotate());
    output.payloads = 0;
    begin_interval(output);
  } else {
    end();
  }
  return !over_;
}

void Engine::State::watch_clock() {
  if (options_.interval.count() == 0) return;
  const auto before = Steady::now();
  const auto wall = options_.clock();
  const auto after = Steady::now();
  // A thread that was stopped in between would see a clock that was not set as set.
  if (after - before > std::chrono::milliseconds(kTickMilliseconds)) return;
  const auto change = watch_.set_by(wall, after);
  if (change && options_.clock_set) options_.clock_set(*change);
}

void Engine::State::tick() {
  watch_clock();
  {
    const base::MutexLock lock(mutex_);
    for (const OutputState& output : outputs) check_output(output.output->tick());
    // An idle input need not wait for a payload to find out that an output is due.
    for (const auto& input : inputs) {
      if (input->ended || !std::exchange(input->waiting, true)) continue;
      for (OutputState& output : options_.rotate ? std::span(outputs) : next_outputs(*input)) {
        if (counted_out(output) || interval_over(output)) move_on(output);
      }
    }
  }
  if (options_.on_tick) options_.on_tick();
}

void Engine::State::check_output(Result<void> result) {
  if (result || output_error_) return;
  output_error_ = std::move(result.error());
  end();
}

// Waits while another input uses the outputs: what is not accounted for when the run ends counts as unread.
bool Engine::State::is_over() {
  const base::MutexLock lock(mutex_);
  return over_;
}

void Engine::State::end() noexcept {
  over_ = true;
  stop_.set();
}

Engine::Engine(const EngineOptions& options, Wakeup& stop) : state_(std::make_unique<State>(options, stop)) {}
Engine::~Engine() = default;

Input& Engine::add(std::unique_ptr<Input> input) {
  auto& state = state_->inputs.emplace_back(std::make_unique<InputState>());
  state->input = std::move(input);
  return *state->input;
}

Output& Engine::add(std::unique_ptr<Output> output) {
  return state_->add(std::move(output));
}

Result<void> Engine::run() {
  return state_->run();
}

const EngineStats& Engine::stats() const noexcept {
  return state_->stats;
}

std::vector<const Input*> Engine::inputs() const {
  std::vector<const Input*> all;
  for (const auto& input : state_->inputs) all.push_back(input->input.get());
  return all;
}

std::vector<const Output*> Engine::outputs() const {
  std::vector<const Output*> all;
  for (const OutputState& output : state_->outputs) all.push_back(output.output.get());
  return all;
}

}  // namespace nmsgxx
