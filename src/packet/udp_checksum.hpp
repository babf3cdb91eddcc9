#pragma once

#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::packet {

/// What a UDP checksum is worth; the numbers are those of proto/dnsqr.proto.
enum class UdpChecksum : std::uint8_t { error = 0, absent = 1, incorrect = 2, correct = 3 };

/// The verdict on a UDP datagram in one IP packet, or in fragments in any order.
///
/// As in libnmsg each packet is summed on its own: `error` when ip_datagram() refuses one or one is not UDP, or none has the
/// UDP header; of several headers the last counts.  `absent` as soon as a header has no checksum.  Whether the fragments
/// belong together, overlap or leave gaps is not looked at.  The IPv6 destination is that of the header, even where a
/// routing header names another.
UdpChecksum udp_checksum(std::span<const Bytes> packets) noexcept;

}  // namespace nmsgxx::packet
