#pragma once

#include <optional>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// The IP packet that a base:packet message carries: a view into `message`; nothing when the message does not decode or its
/// payload_type is not IP.
std::optional<Bytes> packet_of_message(Bytes message) noexcept;

/// Octets in front of the IP packet in its base:packet message, at most.
inline constexpr std::size_t kPacketPrefixMax = 2 + 1 + 10;

/// Appends the base:packet message of an IP packet to `out`.
void append_packet_message(Bytes ip_packet, std::vector<std::byte>& out);

}  // namespace nmsgxx
