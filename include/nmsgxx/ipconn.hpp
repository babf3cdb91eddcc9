#pragma once

#include <cstddef>
#include <span>

#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx {

/// Most octets of a base:ipconn message as encoded here.
inline constexpr std::size_t kIpconnSizeMax = 3 + 18 + 4 + 18 + 4;

/// Writes the base:ipconn message of entry `i`, which must be valid, with all five fields in ascending order.
///
/// @return the octets written
std::size_t encode_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::span<std::byte, kIpconnSizeMax> out) noexcept;

}  // namespace nmsgxx
