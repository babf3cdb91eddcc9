#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// Reads an open descriptor, which the source then owns: a regular file, a pipe, a terminal.  A partial container at the
/// end of a file is reported as cut_end; in a pipe that is still open it is waited for.
///
/// @param head  octets that were already read from the descriptor
std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const DecodeLimits& limits,
                                                    const Wakeup& wakeup, Report report);

}  // namespace nmsgxx
