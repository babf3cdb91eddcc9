#pragma once

#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "text/text.hpp"

// JSON's strings and numbers as libnmsg writes them, and what the strings of others stand for.
namespace nmsgxx::text {

/// Appends a JSON string in quotes.  Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string_view text, Text& out);

/// Appends bytes that should be text as a JSON string in quotes.  Bytes that are not UTF-8 become U+FFFD.  As in libnmsg, a NUL
/// hides what follows it, up to the next byte that is not UTF-8.
void append_json_text(Bytes bytes, Text& out);

/// Appends bytes in base64, in quotes.
void append_json_base64(Bytes bytes, Text& out);

/// Appends a number with up to 18 decimals and without trailing zeros; "null" for infinity and NaN.
void append_json_real(double number, Text& out);

/// Decodes the escapes of a valid JSON string into UTF-8.  A surrogate without its other half becomes U+FFFD, as in json-c.
///
/// Lifetime: the result points into `inside` or, when there are escapes, into `buffer`, which is overwritten.
///
/// @param inside  what stands between the quotes
std::string_view unescaped(std::string_view inside, std::vector<std::byte>& buffer);

/// Appends JSON without its line breaks and with \ufffd instead of surrogates without their other half, which some parsers
/// refuse.
///
/// @param json  is_json() must be true for it
void append_as_line(std::string_view json, Text& out);

}  // namespace nmsgxx::text
