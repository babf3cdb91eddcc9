#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Bytes in base 16, 32 and 64 (RFC 4648), as the DNS writes them: base 32 is "extended hex" without padding.
namespace nmsgxx::dns {

void append_hex(Bytes bytes, std::string& out);
void append_upper_hex(Bytes bytes, std::string& out);
void append_base32(Bytes bytes, std::string& out);
void append_base64(Bytes bytes, std::string& out);

/// Append the bytes that digits stand for.  Letters of hex and base 32 may have any case.  Base 64 may have white space between
/// its digits, and its padding may be missing.
///
/// @return false when the text is malformed; `out` then ends with bytes that the caller must drop
bool parse_hex(std::string_view text, std::vector<std::byte>& out);
bool parse_base32(std::string_view text, std::vector<std::byte>& out);
bool parse_base64(std::string_view text, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
