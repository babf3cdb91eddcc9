#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "nmsgxx/container.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Containers from a file, a pipe or a socket. A caller reads them one by one, decoded, with next(); or in batches, which it
/// may decode on several threads, with next_batch() and account().
///
/// Errors: only those that end the source (Errc::system, or the answer of its report). Damaged data is reported, counted and
///         skipped. What was read before an error is given out first.
class ContainerSource {
 public:
  /// How the containers arrive, which decides how damage and losses are counted.
  enum class Transport {
    stream,     ///< one after another in a file or pipe
    datagrams,  ///< from many senders, which may number them
  };

  /// @param report  called for everything that is skipped
  ContainerSource(Transport transport, const DecodeLimits& limits, Report report);
  virtual ~ContainerSource();
  ContainerSource(const ContainerSource&) = delete;
  ContainerSource& operator=(const ContainerSource&) = delete;

  /// Waits for the next container. `out` and its views are valid until the next call.
  Result<SourceState> next(ContainerView& out);
  /// Waits for the next container, or for something that belongs to no readable container: `out` is the reason then.
  Result<SourceState> next_or_damage(Result<ContainerView>& out);
  /// Returns what the last call of the two returned, undecoded.
  const RawContainer& last() const noexcept;

  /// Waits for containers and returns those at hand, perhaps none. Each must be given to account() later, or the source counts
  /// it as unread.
  Result<SourceState> next_batch(ContainerBatch& out);
  /// Counts a container of a batch, in their order, and reports it if it could not be read.
  ///
  /// @param outcome  its sequence numbers, or why it could not be read
  /// Errors:  that of the report. The containers after this one must then neither be accounted for nor used.
  /// Threads: one at a time, which need not be the one that waits for the next batch.
  Result<void> account(const RawContainer& container, const Result<SequenceNumbers>& outcome);
  /// Ends reading, and counts what was read and not accounted for, and what the system still has of the input, as unread. Must
  /// be called by the thread that waited for batches.
  void close();

  const DecodeLimits& limits() const noexcept;
  const SourceStats& stats() const noexcept { return stats_; }
  /// Returns the size of a regular file; nothing for pipes and sockets.
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }

 protected:
  /// Fills a batch.
  virtual Result<SourceState> read(ContainerBatch& out) = 0;
  /// Returns the number of containers that the system still has.
  virtual std::uint64_t count_left() { return 0; }

  const Report& report() const noexcept;

  SourceStats stats_;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
