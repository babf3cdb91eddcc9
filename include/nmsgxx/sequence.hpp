#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/decoder.hpp"

namespace nmsgxx {

/// Counts lost containers by their sequence numbers (docs/wire-format.md, "Sequence numbers").  A source is a sender and a
/// sequence id.
///
/// A container that arrives late is no longer counted as lost, and a copy changes nothing.  Numbers that continue from an
/// earlier one, or from one that is more than 2^20 ahead, mean that the sender was restarted.
///
/// Threads: one at a time.
class SequenceTracker {
 public:
  using Clock = std::chrono::steady_clock;

  /// @param max_sources  how many sources are remembered; the one that has been silent longest is forgotten for a new one
  explicit SequenceTracker(std::size_t max_sources = DecodeLimits{}.sequence_sources);
  ~SequenceTracker();
  SequenceTracker(SequenceTracker&&) noexcept;
  SequenceTracker& operator=(SequenceTracker&&) noexcept;

  /// Must be called with the numbers of each container that arrived.
  ///
  /// @return the change in the number of lost containers: -1 if this one had been counted as lost
  std::int64_t update(const Sender& sender, std::uint64_t sequence_id, std::uint32_t sequence, Clock::time_point now);
  /// Must be called for each container that arrived and could not be read.  It makes the sender's next gap smaller by one.
  void refused(const Sender& sender);
  /// Returns how many sources were forgotten for new ones.
  std::uint64_t forgotten() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
