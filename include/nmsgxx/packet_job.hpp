#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/tuple_output.hpp"

namespace nmsgxx {

struct PacketJobOptions {
  DecodeOptions decode{};
  std::uint64_t count = 0;  ///< stop after so many packets were read; 0 for no limit
  /// Threads that decode containers, beside the caller's, when there is more than one and no count: what they make goes out in
  /// the order of the input.
  unsigned threads = 1;
  DecodeLimits limits{};  ///< of containers
  Deadline drain{};       ///< when it is over, containers that were read and not decoded are given up
};

/// What a job has read and made.
struct PacketJobStats {
  Counter packets;      ///< base:packet payloads, or frames with an IP packet
  Counter tuples;       ///< those that had a 5-tuple
  Counter other;        ///< payloads of other types, frames without IP
  Counter undecodable;  ///< base:packet payloads without an IP packet in them
  Counter bad_crc;      ///< payloads that were dropped
};

/// Turns packets into 5-tuples: from a source, through the decoder, to every output.
///
/// Errors:  those of the source and of the outputs; run() has handed on before it returns what it could.
/// Threads: run() on one thread; it ticks the outputs from another, and decodes on as many as the options say.  The report may
///          be called by two at once.  The stats may be read by any.
class PacketJob {
 public:
  /// @param on_tick  called at every tick, on the ticking thread; may be empty
  PacketJob(const PacketJobOptions& options, std::vector<std::unique_ptr<TupleOutput>> outputs, Report report,
            std::function<void()> on_tick);
  ~PacketJob();
  PacketJob(const PacketJob&) = delete;
  PacketJob& operator=(const PacketJob&) = delete;

  /// Runs until the source ends, its wake-up is set or the count is reached.  Once.
  Result<void> run(ContainerSource& source);
  Result<void> run(PacketSource& source);

  const PacketJobStats& stats() const noexcept;
  /// 5-tuples that the outputs could not write, once the run is over.
  std::uint64_t unwritten() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
