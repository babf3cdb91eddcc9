#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dns/fault.hpp"
#include "dns/octet_reader.hpp"

// The bitmaps of types in NSEC and its like (RFC 4034, section 4.1.2).
namespace nmsgxx::dns {

/// Most octets of a window's bitmap.
inline constexpr std::size_t kBitmapMax = 32;

/// Appends the names of the types that are set, until `out` has more than `most` bytes.
Fault append_type_bitmap(OctetReader& rdata, std::size_t most, std::string& out);

/// Appends the bitmaps of types that are named in any order.
///
/// @return false when a name is none
bool parse_type_bitmap(std::string_view names, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
