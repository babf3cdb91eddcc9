#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// How many bytes of a frame nmsgtool captures.
inline constexpr int kSnapLength = 1522;
/// The largest IP packet with an Ethernet header and a VLAN tag. TCP segments that the network card will split are that large.
inline constexpr int kSnapLengthWhole = 65'535 + 14 + 4;

/// How an interface is captured.
struct InterfaceOptions {
  std::string name{};
  bool promiscuous = false;
  int snap_length = kSnapLength;  ///< 0 for libpcap's largest
  int buffer_octets = 16 << 20;   ///< of the kernel's buffer
  std::string filter{};           ///< a BPF expression; empty for none
  /// Lets frames with a VLAN tag and all fragments pass the filter as well, because it is meant for IP packets and will be
  /// applied to them again (frame_input.hpp).
  bool widen_filter = false;
};

/// Parses `NAME[+][,SNAP]`, where + asks for promiscuous mode. The filter stays empty.
///
/// @param snap_length  the snap length if there is no `,SNAP`
/// Errors: bad_argument
Result<InterfaceOptions> parse_interface(std::string_view text, int snap_length = kSnapLength);

/// Begins to capture an interface. The source never ends by itself.
///
/// @param wakeup  ends the source; must outlive it
/// Errors: system, bad_argument (a filter that does not compile), unsupported (link type, build without libpcap)
Result<std::unique_ptr<PacketSource>> open_interface(const InterfaceOptions& options, const Wakeup& wakeup);

}  // namespace nmsgxx
