#pragma once

#include <cstdint>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Messages that carry what was captured, base:packet aside (nmsgxx/packet_message.hpp).
namespace nmsgxx::message {

/// base:pkt
///
/// @param frame            from its link header on, as much as was captured
/// @param original_length  of the frame on the network
void append_pkt_message(Bytes frame, std::uint32_t original_length, std::vector<std::byte>& out);

/// base:ncap
///
/// @param ip_packet  of version 4 or 6
void append_ncap_message(Bytes ip_packet, bool version_6, std::vector<std::byte>& out);

}  // namespace nmsgxx::message
