#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// How a stream is read.
struct StreamOptions {
  DecodeLimits limits{};
  /// Regular files are mapped rather than copied, in a few windows of some megabytes, in processes that called
  /// guard_mapped_files().  Octets may then change while they are looked at, when somebody writes to the file.  Containers,
  /// payloads, CRCs and packets are safe to look at all the same; texts and conditions want a copy.
  bool map = false;
};

/// Reads an open descriptor, which the source then owns: a regular file, a pipe, a terminal.  A partial container at the
/// end of a file is reported as cut_end; in a pipe that is still open it is waited for.
///
/// Errors: system, after all that is sound, when a file became shorter while it was read.
/// @param head    octets that were already read from the descriptor
/// @param report  called by decoded() alone, with what is skipped, in the order of the stream
std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const StreamOptions& options,
                                                    const Wakeup& wakeup, Report report);

/// Makes mapped files safe for the process: sets a handler for SIGBUS, which puts zeros in the place of octets that a file has
/// lost since it was mapped, and leaves every other SIGBUS to the handler before it.
void guard_mapped_files() noexcept;

}  // namespace nmsgxx
