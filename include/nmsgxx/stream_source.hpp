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
  /// Maps regular files, a few windows of some megabytes at a time, instead of copying them, if the process has called
  /// guard_mapped_files(). Bytes may then change while they are read, when somebody writes to the file. Containers, payloads,
  /// CRCs and packets can be read safely all the same; texts and conditions need a copy.
  bool map = false;
};

/// Reads containers from an open descriptor, which the source owns and closes: a regular file, a pipe or a terminal. A partial
/// container at the end of a file is reported as cut_end; in a pipe that is still open the source waits for its rest.
///
/// @param head    bytes that were already read from the descriptor
/// @param wakeup  ends the source; must outlive it
/// @param report  called by account() alone, for everything that is skipped, in the order of the stream
/// Errors: system; for a file that became shorter while it was read, after all containers that are left
std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const StreamOptions& options,
                                                    const Wakeup& wakeup, Report report);

/// Makes mapped files safe: installs a handler for SIGBUS, which maps zeros where a file has lost bytes since it was mapped,
/// and which passes every other SIGBUS on to the handler that was installed before. May be called more than once.
void guard_mapped_files() noexcept;

}  // namespace nmsgxx
