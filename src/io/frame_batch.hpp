#pragma once

#include <pcap/pcap.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/packet_source.hpp"

namespace nmsgxx::io {

/// Frames copied out of libpcap's buffer, which it uses again for the next.
class FrameBatch {
 public:
  FrameBatch() { octets_.reserve(kOctets); }

  bool full() const noexcept { return count_ == frames_.size() || octets_.size() >= kOctets; }
  bool empty() const noexcept { return count_ == 0; }
  void clear() noexcept {
    count_ = 0;
    octets_.clear();
  }

  /// @param header  with nanoseconds in ts.tv_usec
  void add(const pcap_pkthdr& header, const u_char* frame);

  /// Valid until the next add() or clear().
  std::span<const Frame> frames() noexcept;

 private:
  static constexpr std::size_t kOctets = 1 << 20;

  std::array<Frame, kBatchSize> frames_{};
  std::array<std::size_t, kBatchSize> ends_{};
  std::size_t count_ = 0;
  std::vector<std::byte> octets_;
};

}  // namespace nmsgxx::io
