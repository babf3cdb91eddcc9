#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/filter.hpp"
#include "nmsgxx/frame_payloads.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// Who sent payloads, and for whom: those to let through, or those to say.
struct Tags {
  std::optional<std::uint32_t> source{};
  std::optional<std::uint32_t> operator_{};
  std::optional<std::uint32_t> group{};
};

struct RelayOptions {
  std::optional<MessageType> only{};  ///< from containers, payloads of this type alone
  Tags get{};                         ///< from containers, payloads with all of these alone
  std::vector<MakeFilter> filters{};  ///< asked one after the other, about payloads of all inputs
  bool accept_declined = true;        ///< what becomes of payloads that all filters declined
  Tags set{};                         ///< what outputs say in the place of a payload's own
  bool mirror = false;                ///< every payload to every output, and not in turn
  std::uint64_t count = 0;            ///< stop when the next payload would go to an output that has had so many; 0 for no limit
  /// Stop when the clock is at a multiple of it since 1970, or as far behind as the phase says; 0 for never.  A multiple is
  /// waited for as long as it took when the last one was reached, whatever the clock is set to meanwhile.
  std::chrono::seconds interval{0};
  std::chrono::seconds phase{0};
  std::function<std::chrono::system_clock::time_point()> clock = std::chrono::system_clock::now;
  /// Told by how much the clock was set, if there is an interval, on the ticking thread; may be empty.
  std::function<void(std::chrono::nanoseconds)> clock_set{};
  bool rotate = false;                                       ///< count and interval rotate an output instead of stopping
  DecodeLimits limits{};                                     ///< of containers
  std::chrono::milliseconds drain{std::chrono::seconds(1)};  ///< so long after `stop` what inputs have at hand is given up
};

struct ContainerInputOptions {
  /// Octets of a file or pipe, headers included, that are handed on in a second; 0 for as they come.
  std::uint64_t byte_rate = 0;
  /// That inflate and parse beside the one that reads, when there is more than one and no byte rate.
  unsigned threads = 1;
};

struct RelayStats {
  Counter payloads_in;
  Counter payloads_out;
  Counter bad_crc;
};

/// Carries payloads from many inputs, each on a thread of its own, to many outputs in turn: each input gives its first payload
/// to the first output, its second to the second, and so on.
///
/// Threads: one calls the members; the stats may be read by any.
class Relay {
 public:
  /// @param stop  set by the relay to end all its sources, which watch it; set by others to end the run
  Relay(const RelayOptions& options, Wakeup& stop, Report report);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void add_input(std::string name, std::unique_ptr<ContainerSource> source, const ContainerInputOptions& options = {});
  void add_input(std::string name, std::unique_ptr<PacketSource> source, std::unique_ptr<FramePayloads> payloads);
  void add_input(std::string name, std::unique_ptr<PayloadSource> source);
  void add_output(std::unique_ptr<PayloadOutput> output);

  /// Runs until all inputs have ended, the count or the interval is reached, an output fails or `stop` is set.  Once.
  ///
  /// An input that fails is reported at once, with its name.  The run goes on without it if the report returns no error.
  ///
  /// Errors: of the first output that failed, else of the first input whose failure the report refused to accept.
  Result<void> run();

  const RelayStats& stats() const noexcept;
  /// Of all inputs, in the order in which they were added.
  std::vector<const SourceStats*> source_stats() const;
  /// Of the outputs, in the order in which they were added; any thread may ask.
  std::vector<QueueStats> queue_stats() const;
  /// Payloads that the outputs took and could not write, in the same order, once the run is over.
  std::vector<std::uint64_t> unwritten() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
