#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "packet/ip_datagram.hpp"

// Reassembly of one datagram (RFC 791 3.2, RFC 8200 4.5).  IpReassembler does it for many at a time.
namespace nmsgxx::packet {

inline constexpr std::size_t kIpPacketMax = 65'535;

/// A fragment of a datagram.
///
/// Lifetime: all views point into the caller's bytes.
struct IpFragment {
  IpVersion version;
  bool last;
  std::size_t offset;    ///< of `data`, from the end of the reassembled packet's header
  Bytes header;          ///< the header of the reassembled packet, when this is its first fragment
  Bytes data;            ///< up to the length that the packet's header gives
  Bytes identification;  ///< the same in all fragments of a datagram between the same addresses

  std::uint8_t protocol;  ///< IPv6: what header[named_at] must hold after the fragment header is removed
  std::size_t named_at;
};

/// Returns nothing when the packet is not a fragment or shorter than its header says, or when an authentication header precedes
/// its fragment header.
std::optional<IpFragment> ip_fragment(const IpDatagram& datagram) noexcept;

/// Keeps track of which bytes of a datagram its fragments hold.
class FragmentCoverage {
 public:
  /// Returns false when the fragment cannot belong to the same datagram as those before: it overlaps or repeats one, ends after
  /// the last one's end or, unless it is the last, inside a block of 8 bytes.
  bool add(const IpFragment& fragment) noexcept;

  bool complete() const noexcept { return end_ && size_ != 0 && size_ == *end_; }
  std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t kBlock = 8;  // the unit of offsets

  bool fits(const IpFragment& fragment, std::size_t end) const noexcept;
  bool mark(std::size_t offset, std::size_t end) noexcept;

  std::bitset<(kIpPacketMax + 1) / kBlock> blocks_;
  std::size_t size_ = 0;
  std::size_t highest_ = 0;         // the highest end so far
  std::optional<std::size_t> end_;  // of the last fragment
};

/// Reassembles one datagram from its fragments, in any order, into one IP packet: the header of the fragment at offset 0, with
/// its length, flags and IPv4 checksum corrected and an IPv6 fragment header removed, and the data of all.
///
/// All packets must be sound fragments of one IP version; identifications and addresses are not compared.  One fragment that
/// FragmentCoverage rejects spoils the datagram.  Takes linear time, and allocates only what `out` needs to grow.
///
/// @param out  replaced; no part of it may be in `packets`.  Empty when the result is false
/// @return     false when something is missing or malformed, or the packet would have more than 65,535 bytes
bool reassemble(std::span<const Bytes> packets, std::vector<std::byte>& out);

}  // namespace nmsgxx::packet
