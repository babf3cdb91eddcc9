#pragma once

#include <cstddef>

#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx {

/// Most octets of a base:ipconn message as encoded here, and one that is written behind them.
inline constexpr std::size_t kIpconnRoom = 3 + 18 + 4 + 18 + 4 + 1;

/// Writes the base:ipconn message of entry `i`, which must be valid, with all five fields in ascending order.
///
/// @param out  has room for kIpconnRoom octets, all of which may be written over
/// @return     the octet behind the message
std::byte* encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept;

}  // namespace nmsgxx
