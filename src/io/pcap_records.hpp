#pragma once

#include <pcap/pcap.h>

#include <cstddef>
#include <optional>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// The frames of a pcap file as most are, without libpcap, which copies each twice.
class PcapRecords {
 public:
  struct Record {
    pcap_pkthdr header;  ///< with nanoseconds in ts.tv_usec
    const u_char* frame;
    std::size_t size;  ///< with its header
  };

  /// @param file  its octets from the first on
  /// @return nothing unless it is of this machine's octet order and of version 2.4
  static std::optional<PcapRecords> of(Bytes file) noexcept;

  /// The record that begins there; nothing when it is cut, or libpcap would not take its frame as it is.
  std::optional<Record> first(Bytes unread) const noexcept;

  static constexpr std::size_t kFileHeader = 24;
  static constexpr std::size_t kRecordHeader = 16;
  static constexpr std::size_t kFrameMost = 262'144;  ///< libpcap's
  static constexpr std::size_t kMost = kRecordHeader + kFrameMost;

 private:
  PcapRecords(std::size_t frame_most, int fraction) noexcept : frame_most_(frame_most), fraction_(fraction) {}

  std::size_t frame_most_;
  int fraction_;  // nanoseconds of a unit
};

}  // namespace nmsgxx::io
