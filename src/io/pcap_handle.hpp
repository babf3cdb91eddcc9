#pragma once

#include <pcap/pcap.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/packet_source.hpp"

namespace nmsgxx::io {

struct ClosePcap {
  void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, ClosePcap>;

/// Returns the link type of an open capture or interface.
///
/// Errors: unsupported, for a link type in which packets cannot be found
Result<LinkType> link_of(pcap_t* handle);

/// Frames that were copied out of libpcap's buffer, which it reuses for the next frame.
class FrameBatch {
 public:
  FrameBatch() { bytes_.reserve(kBytes); }

  bool full() const noexcept { return count_ == frames_.size() || bytes_.size() >= kBytes; }
  bool empty() const noexcept { return count_ == 0; }
  void clear() noexcept {
    count_ = 0;
    bytes_.clear();
  }

  /// Must not be called when the batch has kBatchSize frames.
  ///
  /// @param header  with nanoseconds in ts.tv_usec
  void add(const pcap_pkthdr& header, const u_char* frame);

  /// Returns the frames, which are valid until the next add() or clear().
  std::span<const Frame> frames() noexcept;

 private:
  static constexpr std::size_t kBytes = 1 << 20;

  std::array<Frame, kBatchSize> frames_{};
  std::array<std::size_t, kBatchSize> ends_{};
  std::size_t count_ = 0;
  std::vector<std::byte> bytes_;
};

}  // namespace nmsgxx::io
