#pragma once

#include <cstddef>

#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx {

/// The room that encode_ipconn() needs: the longest message, and one byte that is written after it.
inline constexpr std::size_t kIpconnRoom = 3 + 18 + 4 + 18 + 4 + 1;

/// Writes entry `i`, which must be valid, as a base:ipconn message with all five fields in ascending order.
///
/// @param out  has room for kIpconnRoom bytes, all of which may be overwritten
/// @return     the end of the message
std::byte* encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept;

}  // namespace nmsgxx
