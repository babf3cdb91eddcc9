#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// A live interface.
struct InterfaceOptions {
  std::string name{};
  bool promiscuous = false;
  int snap_length = 1522;  ///< 0 is libpcap's largest
  int buffer_octets = 16 << 20;
  std::string filter{};  ///< a BPF expression; empty for none
  /// The filter is meant for IP packets: VLAN frames and all fragments pass as well, to be looked at again
  /// (frame_payloads.hpp).
  bool widen_filter = false;
};

/// Reads `NAME[+][,SNAP]`; the filter stays empty.
Result<InterfaceOptions> parse_interface(std::string_view text);

Result<std::unique_ptr<PacketSource>> open_interface(const InterfaceOptions& options, const Wakeup& wakeup);

}  // namespace nmsgxx
