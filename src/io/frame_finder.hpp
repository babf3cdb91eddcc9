#pragma once

#include <pcap/pcap.h>

#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// Tells whether the next frame of a capture is all there, so that libpcap would not have to wait for its rest.  It does not
/// decide what a frame is: a wrong answer costs time and nothing else.
class FrameFinder {
 public:
  FrameFinder() = default;
  /// @param handle  an open capture file
  explicit FrameFinder(pcap_t* handle) noexcept
      : pcapng_(pcap_major_version(handle) == 1), swapped_(pcap_is_swapped(handle) != 0) {}

  /// @param unread  from the beginning of a record or block
  bool holds_frame(Bytes unread) const noexcept;

 private:
  bool holds_packet_block(Bytes unread) const noexcept;
  std::uint32_t load(const std::byte* at) const noexcept;

  bool pcapng_ = false;
  bool swapped_ = false;
};

}  // namespace nmsgxx::io
