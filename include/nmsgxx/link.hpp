#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// The link layers from which ip_packet() can extract an IP packet.
enum class LinkType : std::uint8_t { en10mb, raw, ipv4, ipv6, linux_sll, linux_sll2, null, loop, ppp };

/// Returns the link layer of a DLT or LINKTYPE number (https://www.tcpdump.org/linktypes.html), or nothing for an unsupported
/// one.
std::optional<LinkType> link_type(int number) noexcept;

/// Returns the name after DLT_, such as "EN10MB".
std::string_view to_string(LinkType type) noexcept;

/// Which VLAN tags (IEEE 802.1Q) are skipped.
enum class VlanTags : std::uint8_t {
  none,
  one,  ///< at most one, of type 0x8100 and in Ethernet frames only, as nmsgtool does
  all,  ///< any number, of the types 0x8100, 0x88A8 and 0x9100
};

/// Returns the IP packet inside a frame: a view from its IP header to the frame's end, padding included.
///
/// The IP header itself is not checked: whatever a raw frame holds counts as a packet.  A null frame may come from a machine of
/// either byte order; a PPP frame may have compressed header fields or be Cisco HDLC.
///
/// @return nothing when the frame carries something else or is truncated inside its link header
std::optional<Bytes> ip_packet(LinkType type, Bytes frame, VlanTags tags = VlanTags::all) noexcept;

}  // namespace nmsgxx
