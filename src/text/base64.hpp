#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace nmsgxx::text {

/// Appends the octets of a text in base64 (RFC 4648, section 4); the padding may be missing, and white
/// space may stand anywhere.
///
/// @return false when it is none; what was appended is of no use then
bool append_from_base64(std::string_view text, std::vector<std::byte>& out);

}  // namespace nmsgxx::text
