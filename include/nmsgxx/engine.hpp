#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/engine_input.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/filter.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

struct EngineOptions {
  std::vector<MakeFilter> filters{};  ///< asked one after the other about payloads of all inputs
  bool accept_declined = true;        ///< what happens to payloads that all filters declined
  Attribution attribution{};          ///< ids that replace those of payloads that pass the filters
  bool mirror = false;                ///< every payload goes to every output instead of to the outputs in turn
  /// Stop when the next payload would go to an output that has had so many; 0 for no limit.
  std::uint64_t count = 0;
  /// Stop when the clock is at a multiple of it since 1970, plus the phase; 0 for never. The next multiple is waited for as
  /// long as it took when the last one was reached, whatever the clock is set to meanwhile.
  std::chrono::seconds interval{0};
  std::chrono::seconds phase{0};
  std::function<std::chrono::system_clock::time_point()> clock = std::chrono::system_clock::now;
  /// Called with the time by which the clock was set, if there is an interval, on the ticking thread; may be empty.
  std::function<void(std::chrono::nanoseconds)> clock_set{};
  bool rotate = false;  ///< count and interval rotate an output instead of stopping
  /// So long after the stop containers that were read are still used.
  std::chrono::milliseconds drain{std::chrono::seconds(1)};
  std::function<void()> on_tick{};  ///< called every kTickMilliseconds, on the ticking thread; may be empty

  /// Told of payloads that are dropped for their CRC. May be called by several threads at once.
  Report bad_crc = [](const Error&) {};
  /// Called with the name of an input that failed, and the reason. The run goes on without it if no error is returned.
  std::function<Result<void>(const std::string& input, const Error& error)> input_failed =
      [](const std::string&, const Error& error) { return Result<void>(tl::unexpected(error)); };
};

struct EngineStats {
  Counter payloads_in;
  Counter payloads_out;
  Counter bad_crc;
};

/// Carries payloads from inputs, each of which is read by a thread, to outputs in turn: each input gives its first payload to
/// the first output, its second to the second, and so on.  Payloads of an input keep their order.
///
/// Threads: one calls the members; the stats may be read by any.
class Engine {
 public:
  /// @param stop  set by the engine to end all its sources, which watch it; set by others to end the run; outlives the engine
  Engine(const EngineOptions& options, Wakeup& stop);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Input& add(std::unique_ptr<Input> input);
  Output& add(std::unique_ptr<Output> output);

  /// Runs until all inputs have ended, the count or the interval is reached, an output fails or `stop` is set. Must be called
  /// once at most.
  ///
  /// Errors: of the first output that failed, else of the first input whose failure was not accepted, or whose report answered
  ///         with an error. What was read before has been handed on.
  Result<void> run();

  const EngineStats& stats() const noexcept;
  /// In the order in which they were added.
  std::vector<const Input*> inputs() const;
  std::vector<const Output*> outputs() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
