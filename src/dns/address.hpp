#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dns {

inline constexpr std::size_t kIpv4Size = 4;
inline constexpr std::size_t kIpv6Size = 16;

void append_address(Bytes address, std::string& out);

/// Appends the octets of an address that has so many.
///
/// @return false when the text is none
bool parse_address(std::string_view text, std::size_t size, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
