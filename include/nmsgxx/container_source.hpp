#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "nmsgxx/container.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Containers from a file, a pipe or a socket, to be had in one of two ways: one by one, decoded; or in batches, for callers
/// that decode them on several threads.
///
/// Errors: only those that end the source (Errc::system, or what its report answers); what is broken in the data is reported,
///         counted and skipped.  What was read before it is given out first.
class ContainerSource {
 public:
  /// @param limits  for next()
  explicit ContainerSource(const DecodeLimits& limits);
  virtual ~ContainerSource();
  ContainerSource(const ContainerSource&) = delete;
  ContainerSource& operator=(const ContainerSource&) = delete;

  /// Waits for the next container.  `out` and its views stay valid until the next call.
  Result<SourceState> next(ContainerView& out);
  /// The container given last by next().
  const RawContainer& last() const noexcept;

  /// Waits for containers and gives those at hand; there may be none.
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
  /// Octets that a regular file has; nothing for pipes and sockets.
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace nmsgxx
