#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"

// IP packets taken apart one by one, for messages that carry them whole.
namespace nmsgxx::packet {

inline constexpr std::uint8_t kUdp = 17;

/// What the headers of an IP packet say.
struct Datagram {
  std::uint8_t protocol = 0;  ///< of what is behind the IP headers
  Bytes transport{};          ///< what is behind them, up to the end of what was captured
  std::size_t declared = 0;   ///< how much of it the header's length claims; may be more than there is
  bool fragment = false;
  bool more = false;       ///< fragments behind this one
  std::size_t offset = 0;  ///< octets in front of this fragment

  bool first() const noexcept { return offset == 0; }
};

/// @param version  4 or 6, whatever the packet says
/// @return         nothing when the headers are cut
std::optional<Datagram> parse_datagram(Bytes packet, int version) noexcept;

/// The version that a packet's first octet says; 0 for none.
int version_of(Bytes packet) noexcept;

struct UdpDatagram {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t length = 0;
  std::uint16_t checksum = 0;
  Bytes payload{};  ///< as long as the length says, or as there is
};

/// Nothing when the header is cut.
std::optional<UdpDatagram> parse_udp(Bytes transport) noexcept;

/// The transport octets of a fragmented datagram from its packets, in any order.
///
/// @param  joined  replaced
/// @return false when a packet is no fragment, is cut, is missing or overlaps another one
bool join_fragments(std::span<const Bytes> packets, std::vector<std::byte>& joined);

/// The numbers are those of base:dnsqr's udp_checksum.
enum class UdpChecksum : std::uint8_t { error, absent, incorrect, correct };

/// Of a UDP datagram in one packet, or in fragments.
UdpChecksum check_udp(std::span<const Bytes> packets) noexcept;

}  // namespace nmsgxx::packet
