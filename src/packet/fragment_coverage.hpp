#pragma once

#include <bitset>
#include <cstddef>
#include <optional>

#include "packet/ip_fragment.hpp"

namespace nmsgxx::packet {

inline constexpr std::size_t kIpPacketMax = 65'535;

/// Which octets of a datagram its fragments hold.
class FragmentCoverage {
 public:
  /// False when the fragment cannot belong to the datagram of those before.
  bool add(const IpFragment& fragment) noexcept;

  bool complete() const noexcept { return end_ && size_ != 0 && size_ == *end_; }
  std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t kBlock = 8;  // offsets count blocks of these

  bool fits(const IpFragment& fragment, std::size_t end) const noexcept;
  bool mark(std::size_t offset, std::size_t end) noexcept;

  std::bitset<(kIpPacketMax + 1) / kBlock> blocks_;
  std::size_t size_ = 0;
  std::size_t highest_ = 0;         // end of all so far
  std::optional<std::size_t> end_;  // of the last fragment
};

}  // namespace nmsgxx::packet
