#pragma once

#include <cstdint>
#include <optional>

#include "nmsgxx/container.hpp"
#include "nmsgxx/header.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Containers from a file, a pipe or a socket.
///
/// Errors: only those that end the source (Errc::system); what is broken in the data is reported, counted and skipped.
class ContainerSource {
 public:
  virtual ~ContainerSource() = default;

  /// Waits for the next container.  `out` and its views stay valid until the next call.
  virtual Result<SourceState> next(ContainerView& out) = 0;

  virtual const SourceStats& stats() const noexcept = 0;
  /// Octets that a regular file has; nothing for pipes and sockets.
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }
  /// Octets of a file or pipe up to the end of the last container given; 0 for sockets.
  virtual std::uint64_t position() const noexcept { return 0; }
  /// What stood in front of the container given last; of one that was joined, in front of the fragment that completed it.
  virtual Header header() const noexcept { return {}; }
};

}  // namespace nmsgxx
