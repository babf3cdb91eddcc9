#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/decoder.hpp"

namespace nmsgxx {

/// Tells from sequence numbers how many containers were lost on the way (docs/wire-format.md, "Sequence numbers").  A source
/// is a sender and a sequence id.
///
/// A container that comes late takes its loss back; a copy changes nothing; numbers that go on from an earlier place, or from
/// one more than 2^20 ahead, are a restart.
class SequenceTracker {
 public:
  using Clock = std::chrono::steady_clock;

  /// @param max_sources  sources that are remembered; the one silent for longest makes room
  explicit SequenceTracker(std::size_t max_sources = DecodeLimits{}.sequence_sources);
  ~SequenceTracker();
  SequenceTracker(SequenceTracker&&) noexcept;
  SequenceTracker& operator=(SequenceTracker&&) noexcept;

  /// Takes the numbers of a container that arrived.
  ///
  /// @return the change in the number of lost containers: -1 when this one had been counted as lost
  std::int64_t update(const Sender& sender, std::uint64_t sequence_id, std::uint32_t sequence, Clock::time_point now);
  /// Takes a container of a sender that arrived and could not be read: the sender's next gap is one less.
  void refused(const Sender& sender);
  /// Sources that had to make room.
  std::uint64_t forgotten() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
