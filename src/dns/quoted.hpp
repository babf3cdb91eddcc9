#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Strings of the DNS as text (RFC 1035, section 5.1).
namespace nmsgxx::dns {

/// Appends octets in quotes, and a blank.
void append_quoted(Bytes octets, std::string& out);

/// Takes a string off the text, in quotes or up to a blank, and appends its octets.
///
/// @return false when it is none; what was appended is of no use then
bool parse_string(std::string_view& text, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
