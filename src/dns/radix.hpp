#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Octets in base 16, 32 and 64 (RFC 4648), as the DNS writes them: base32 is the "extended hex" without padding.
namespace nmsgxx::dns {

void append_hex(Bytes octets, std::string& out);
void append_upper_hex(Bytes octets, std::string& out);
void append_base32(Bytes octets, std::string& out);
void append_base64(Bytes octets, std::string& out);

/// Append the octets of a text; digits count in any case where they do in wdns.  Blanks may stand between the digits of
/// base64, whose padding may be missing.
///
/// @return false when it is none; what was appended is of no use then
bool parse_hex(std::string_view text, std::vector<std::byte>& out);
bool parse_base32(std::string_view text, std::vector<std::byte>& out);
bool parse_base64(std::string_view text, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
