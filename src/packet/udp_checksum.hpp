#pragma once

#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"
#include "packet/ip_datagram.hpp"

namespace nmsgxx::packet {

/// Returns the sum of 16-bit words of the Internet checksum (RFC 1071); a last byte alone is the upper half of a word.
std::uint64_t sum_words(Bytes bytes) noexcept;

/// Adds the carries of such a sum until it fits into 16 bits.
std::uint16_t fold_carries(std::uint64_t sum) noexcept;

/// The result of checking a UDP checksum; the numbers are those of proto/dnsqr.proto.
enum class UdpChecksum : std::uint8_t { error = 0, absent = 1, incorrect = 2, correct = 3 };

/// Verifies the checksum of a UDP datagram that arrived in one IP packet, or in fragments in any order.
///
/// As in libnmsg each packet is summed on its own.  The result is `error` when a packet is malformed or does not carry UDP, or
/// none has the UDP header; of several headers the last counts.  It is `absent` as soon as a header has no checksum.  Nothing
/// checks whether the fragments belong together, overlap or leave gaps.  The IPv6 destination is that of the header, even where
/// a routing header names another.
UdpChecksum udp_checksum(std::span<const Bytes> packets) noexcept;

/// The same for one packet, of which has_sound_transport() holds.
UdpChecksum udp_checksum(const IpDatagram& datagram) noexcept;

}  // namespace nmsgxx::packet
