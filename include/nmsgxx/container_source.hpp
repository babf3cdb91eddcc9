#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "nmsgxx/container.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Containers from a file, a pipe or a socket.  Callers get them decoded, one at a time, or in batches that they decode on
/// several threads.
///
/// Errors: those that end the source: Errc::system, or an error that its report returned.  They come after everything that was
/// read
///         before them.  Damaged data is reported, counted and skipped.
class ContainerSource {
 public:
  /// @param limits  those of next()
  explicit ContainerSource(const DecodeLimits& limits);
  virtual ~ContainerSource();
  ContainerSource(const ContainerSource&) = delete;
  ContainerSource& operator=(const ContainerSource&) = delete;

  /// Waits for the next container.  `out` and its views are valid until the next call.
  Result<SourceState> next(ContainerView& out);
  /// Returns the container that next() returned last, as it was received.
  const RawContainer& last() const noexcept;

  /// Waits for containers and returns those that are available, perhaps none.
  virtual Result<SourceState> next_batch(ContainerBatch& out) = 0;
  /// To be told what became of each container of a batch, in their order: what it had, or why it could not be read.
  ///
  /// Errors:  the report's, who must not be told of those behind it then, nor get them.
  /// Threads: one at a time, which need not be the one that waits for the next batch.
  virtual Result<void> decoded(const RawContainer& container, const Result<SequenceNumbers>& outcome) = 0;

  /// To be called when no more is read, by the thread that waited for batches, with all of them decoded or given up: counts
  /// what the system still has of the input.
  virtual void close_accounts() {}

  virtual const SourceStats& stats() const noexcept = 0;
  /// Returns the size of a regular file in bytes; nothing for pipes and sockets.
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace nmsgxx
