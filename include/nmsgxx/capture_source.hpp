#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// Reads pcap or pcapng from an open descriptor, which the source owns and closes, also on failure. Of a file that ends inside
/// a frame the frames before it are returned, then an error.
///
/// A regular file is mapped if the process has called guard_mapped_files() (stream_source.hpp).
///
/// @param head    bytes that were already read from the descriptor
/// @param filter  a BPF expression for the frames as they are; empty for none
/// @param wakeup  ends the source; must outlive it
/// Errors: bad_argument (not a capture, a filter that does not compile), unsupported (link type, build without libpcap), system
///         (interrupted by the wake-up before the file header was read).
Result<std::unique_ptr<PacketSource>> make_capture_source(int descriptor, std::vector<std::byte> head,
                                                          const std::string& filter, const Wakeup& wakeup);

}  // namespace nmsgxx
