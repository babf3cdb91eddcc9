#pragma once

#include <optional>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// Returns the IP packet that a base:packet message carries, as a view into `message`.
///
/// @return nothing when the message is malformed or its payload_type is not IP
std::optional<Bytes> packet_of_message(Bytes message) noexcept;

/// The most bytes before the IP packet in its base:packet message.
inline constexpr std::size_t kPacketPrefixMax = 2 + 1 + 10;

/// Appends the base:packet message of an IP packet to `out`.
void append_packet_message(Bytes ip_packet, std::vector<std::byte>& out);

}  // namespace nmsgxx
