#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::packet {

/// Joins the fragments of one datagram, in any order, into one IP packet: the header of the fragment at offset 0, with its
/// length, flags and IPv4 checksum put right and an IPv6 fragment header taken out, and everybody's data.
///
/// All packets must be sound fragments of one IP version; identifications and addresses are not compared.  Fragments that
/// overlap, repeat, end behind the last one's end or, unless last, inside a block of 8 octets spoil the datagram.
///
/// Time is linear in the octets given; nothing is allocated but what `out` grows.
///
/// @param out  replaced; no part of it may be in `packets`.  Empty when the result is false
/// @return     false when something is missing or wrong, or the packet would have more than 65,535 octets
bool join_fragments(std::span<const Bytes> packets, std::vector<std::byte>& out);

}  // namespace nmsgxx::packet
