#pragma once

#include <cstdint>
#include <functional>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::tools {

/// A range of an input of which something is lost.
struct Damage {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t payloads = 0;  ///< lost payloads of a container whose others were recovered; 0 if the whole range is lost
  Error reason;
};

/// What became of an input.
struct Salvaged {
  std::uint64_t bytes = 0;                ///< that were read
  std::uint64_t containers = 0;           ///< that were recovered
  std::uint64_t rewritten = 0;            ///< of these, those that had damaged payloads or arrived in fragments
  std::uint64_t payloads = 0;             ///< that were recovered
  std::uint64_t lost_bytes = 0;           ///< outside of readable containers
  std::uint64_t lost_payloads = 0;        ///< that have a wrong CRC
  std::uint64_t incomplete_messages = 0;  ///< of which a fragment is missing

  bool any_loss() const noexcept { return lost_bytes + lost_payloads + incomplete_messages > 0; }
};

/// Writes every container that can be read, byte for byte.  A container with damaged payloads is rebuilt from its good ones,
/// and one that arrived in fragments is written whole.
///
/// @param source   a file or pipe
/// @param damaged  called for each damaged range, in order
/// @param done     after an error, what became of the input up to there
/// Errors: those of the source and of the sink
Result<void> salvage(ContainerSource& source, Sink& sink, const std::function<void(const Damage&)>& damaged, Salvaged& done);

}  // namespace nmsgxx::tools
