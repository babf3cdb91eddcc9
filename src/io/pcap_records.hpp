#pragma once

#include <pcap/pcap.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "io/pcap_format.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// Reads the frames of a pcap file of the most common form without libpcap, which copies each frame twice.
class PcapRecords {
 public:
  struct Record {
    pcap_pkthdr header;  ///< with nanoseconds in ts.tv_usec
    const u_char* frame;
    std::size_t size;  ///< header included
  };

  /// The largest record.
  static constexpr std::size_t kMost = kPcapRecordHeader + kPcapFrameMost;

  /// Returns a reader, unless the file has another version than 2.4 or the other byte order.
  ///
  /// @param file  bytes from the beginning of the file on
  static std::optional<PcapRecords> of(Bytes file) noexcept;

  /// Returns the record that the bytes begin with. Returns nothing if it is truncated, or if libpcap would not return its frame
  /// as it is.
  std::optional<Record> first(Bytes unread) const noexcept;

 private:
  PcapRecords(std::size_t frame_most, int fraction) noexcept : frame_most_(frame_most), fraction_(fraction) {}

  std::size_t frame_most_;
  int fraction_;  // nanoseconds in one unit of a time stamp's fraction
};

/// Finds out whether the next frame of a capture has arrived completely, so that libpcap would not have to wait for the rest.
/// It does not decide what a frame is: a wrong answer costs time and nothing else.
class FrameFinder {
 public:
  FrameFinder() = default;
  /// @param handle  an open capture file
  explicit FrameFinder(pcap_t* handle) noexcept
      : pcapng_(pcap_major_version(handle) == 1), swapped_(pcap_is_swapped(handle) != 0) {}

  /// @param unread  bytes from the beginning of a record or block on
  bool holds_frame(Bytes unread) const noexcept;

 private:
  bool holds_packet_block(Bytes unread) const noexcept;
  std::uint32_t load(const std::byte* at) const noexcept;

  bool pcapng_ = false;
  bool swapped_ = false;
};

}  // namespace nmsgxx::io
