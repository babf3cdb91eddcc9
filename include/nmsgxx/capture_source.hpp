#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// Reads pcap or pcapng from an open descriptor, which the source then owns.  A file that ends inside a frame gives the frames
/// before it and then an error.
///
/// A regular file is mapped once the process has guard_mapped_files() (stream_source.hpp).
///
/// @param head    octets that were already read from the descriptor
/// @param filter  a BPF expression, applied to the frames as they are; empty for none
/// Errors: bad_argument (not a capture, a filter that does not compile), unsupported (link type, build without libpcap).
Result<std::unique_ptr<PacketSource>> make_capture_source(int descriptor, std::vector<std::byte> head,
                                                          const std::string& filter, const Wakeup& wakeup);

}  // namespace nmsgxx
