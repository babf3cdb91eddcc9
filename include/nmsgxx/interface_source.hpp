#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// What nmsgtool takes of a frame.
inline constexpr int kSnapLength = 1522;
/// The largest IP packet with an Ethernet header and a VLAN tag: TCP segments that a card will cut are as large.
inline constexpr int kSnapLengthWhole = 65'535 + 14 + 4;

/// A live interface.
struct InterfaceOptions {
  std::string name{};
  bool promiscuous = false;
  int snap_length = kSnapLength;  ///< 0 is libpcap's largest
  int buffer_octets = 16 << 20;
  std::string filter{};  ///< a BPF expression; empty for none
  /// The filter is meant for IP packets: VLAN frames and all fragments pass as well, to be looked at again
  /// (frame_payloads.hpp).
  bool widen_filter = false;
};

/// Reads `NAME[+][,SNAP]`; the filter stays empty.
///
/// @param snap_length  without `,SNAP`
Result<InterfaceOptions> parse_interface(std::string_view text, int snap_length = kSnapLength);

Result<std::unique_ptr<PacketSource>> open_interface(const InterfaceOptions& options, const Wakeup& wakeup);

}  // namespace nmsgxx
