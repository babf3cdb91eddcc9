#include "nmsgxx/link.hpp"

#include <cstddef>

#include "base/endian.hpp"

namespace nmsgxx {
namespace {

using base::load_big;

struct Known {
  int number;
  LinkType type;
  std::string_view name;
};

// DLT and LINKTYPE numbers: both, where they differ.
constexpr Known kKnown[] = {
    {0, LinkType::null, "NULL"},
    {1, LinkType::en10mb, "EN10MB"},
    {9, LinkType::ppp, "PPP"},
    {50, LinkType::ppp, "PPP"},  // PPP_SERIAL: the same framing, always with its address bytes
    {12, LinkType::raw, "RAW"},
    {14, LinkType::raw, "RAW"},
    {101, LinkType::raw, "RAW"},
    {108, LinkType::loop, "LOOP"},
    {113, LinkType::linux_sll, "LINUX_SLL"},
    {228, LinkType::ipv4, "IPV4"},
    {229, LinkType::ipv6, "IPV6"},
    {276, LinkType::linux_sll2, "LINUX_SLL2"},
};

// Skips VLAN tags and returns the IP packet, if the EtherType is that of one (IANA, IEEE 802 Numbers).
std::optional<Bytes> after_ether_type(std::uint16_t type, Bytes rest, VlanTags tags) noexcept {
  const bool all = tags == VlanTags::all;
  bool more = tags != VlanTags::none;
  while (more && (type == 0x8100 || (all && (type == 0x88A8 || type == 0x9100)))) {
    if (rest.size() < 4) return std::nullopt;
    type = load_big<std::uint16_t>(rest.data() + 2);
    rest = rest.subspan(4);
    more = all;
  }
  if (type != 0x0800 && type != 0x86DD) return std::nullopt;
  return rest;
}

// Skips a header of `size` bytes with an EtherType at `type_at`.
std::optional<Bytes> after_header(Bytes frame, std::size_t size, std::size_t type_at, VlanTags tags = VlanTags::all) noexcept {
  if (frame.size() < size) return std::nullopt;
  return after_ether_type(load_big<std::uint16_t>(frame.data() + type_at), frame.subspan(size), tags);
}

// AF_INET is 2 everywhere; AF_INET6 is 10 on Linux and 24, 28 or 30 on the BSDs and Darwin.  The 23 of Windows is IPX on the
// BSDs.
bool is_ip_family(std::uint32_t family) noexcept {
  return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

std::optional<Bytes> after_family(Bytes frame, bool either_order) noexcept {
  if (frame.size() < 4) return std::nullopt;
  const bool big = is_ip_family(load_big<std::uint32_t>(frame.data()));
  const bool little = either_order && is_ip_family(base::load_little<std::uint32_t>(frame.data()));
  if (!big && !little) return std::nullopt;
  return frame.subspan(4);
}

// RFC 1661 2 and 6.5: the protocol field has two bytes, or one, which is odd.  RFC 1662 3.1: FF 03 may precede it.
std::optional<Bytes> after_ppp(Bytes frame) noexcept {
  if (frame.size() >= 2 && load_big<std::uint16_t>(frame.data()) == 0xFF03) frame = frame.subspan(2);
  if (frame.empty()) return std::nullopt;
  const std::uint8_t first = std::to_integer<std::uint8_t>(frame[0]);
  // Cisco's HDLC on a serial line: address 0F (unicast) or 8F (multicast), control, EtherType.
  if (first == 0x0F || first == 0x8F) return after_header(frame, 4, 2);
  const std::size_t size = first % 2 != 0 ? 1 : 2;
  if (frame.size() < size) return std::nullopt;
  const std::uint16_t protocol = size == 1 ? first : load_big<std::uint16_t>(frame.data());
  if (protocol != 0x0021 && protocol != 0x0057) return std::nullopt;
  return frame.subspan(size);
}

}  // namespace

std::optional<LinkType> link_type(int number) noexcept {
  for (const Known& known : kKnown) {
    if (known.number == number) return known.type;
  }
  return std::nullopt;
}

std::string_view to_string(LinkType type) noexcept {
  for (const Known& known : kKnown) {
    if (known.type == type) return known.name;
  }
  return "unknown";
}

std::optional<Bytes> ip_packet(LinkType type, Bytes frame, VlanTags tags) noexcept {
  switch (type) {
    case LinkType::en10mb: return after_header(frame, 14, 12, tags);
    case LinkType::raw:
    case LinkType::ipv4:
    case LinkType::ipv6: return frame;
    case LinkType::linux_sll: return after_header(frame, 16, 14, tags == VlanTags::all ? tags : VlanTags::none);
    case LinkType::linux_sll2: return after_header(frame, 20, 0);
    case LinkType::null: return after_family(frame, true);
    case LinkType::loop: return after_family(frame, false);
    case LinkType::ppp: return after_ppp(frame);
  }
  return std::nullopt;
}

}  // namespace nmsgxx
