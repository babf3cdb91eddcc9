#pragma once

#include <cstdint>
#include <functional>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::tools {

/// A stretch of an input of which something is lost.
struct Damage {
  std::uint64_t offset = 0;
  std::uint64_t octets = 0;
  std::uint64_t payloads = 0;  ///< with a wrong CRC, in a container whose others were saved; 0 when all of it is lost
  Error reason;
};

/// What became of an input.
struct Salvaged {
  std::uint64_t octets = 0;
  std::uint64_t containers = 0;           ///< that were saved
  std::uint64_t rewritten = 0;            ///< of these, for what was wrong in them or because they came in fragments
  std::uint64_t payloads = 0;             ///< that were saved
  std::uint64_t lost_octets = 0;          ///< that belong to no container which could be read
  std::uint64_t lost_payloads = 0;        ///< with a wrong CRC
  std::uint64_t incomplete_messages = 0;  ///< whose fragments did not all come

  bool any_loss() const noexcept { return lost_octets + lost_payloads + incomplete_messages > 0; }
};

/// Writes all containers that can be read: as they are, octet for octet; but with the good payloads alone, in a container of
/// their own, when others have a wrong CRC, and so, too, when they came in fragments.
///
/// @param source   a file or pipe
/// @param limits   those of the source
/// @param damaged  told of each damaged stretch, in order
/// @param done     filled in as far as it went when the result is an error
/// Errors: those of the source and of the sink.
Result<void> salvage(ContainerSource& source, const DecodeLimits& limits, Sink& sink,
                     const std::function<void(const Damage&)>& damaged, Salvaged& done);

}  // namespace nmsgxx::tools
