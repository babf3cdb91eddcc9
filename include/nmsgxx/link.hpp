#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// Link layers that an IP packet can be found in.
enum class LinkType : std::uint8_t { en10mb, raw, ipv4, ipv6, linux_sll, linux_sll2, null, loop, ppp };

/// The link layer of a DLT or LINKTYPE number (https://www.tcpdump.org/linktypes.html); nothing for one that is not
/// handled here.
std::optional<LinkType> link_type(int number) noexcept;

/// The name as in DLT_..., such as "EN10MB".
std::string_view to_string(LinkType type) noexcept;

/// Which VLAN tags (IEEE 802.1Q) are walked past: none; one of type 0x8100, and that in Ethernet alone, as nmsgtool does; or
/// all that there are, of the types 0x8100, 0x88A8 and 0x9100.
enum class VlanTags : std::uint8_t { none, one, all };

/// The IP packet inside a frame, from its IP header to the frame's end (padding included); nothing when the frame carries
/// something else or is cut inside its link header.  The IP header itself is not looked at: whatever a raw frame holds counts
/// as a packet.  A null frame may come from a machine of either octet order; a PPP frame may have compressed header fields or
/// be Cisco's HDLC.
std::optional<Bytes> ip_packet(LinkType type, Bytes frame, VlanTags tags = VlanTags::all) noexcept;

}  // namespace nmsgxx
