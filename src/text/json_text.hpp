#pragma once

#include <string_view>

#include "text/text.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::text {

/// Appends a JSON string: with quotes, what must be escaped escaped as libnmsg does, and U+FFFD in the place of what is not
/// UTF-8.
void append_json_string(std::string_view text, Text& out);

/// The same for octets that are hoped to be text: ends at a NUL.
void append_json_text(Bytes octets, Text& out);

/// Appends octets in base64, in quotes.
void append_json_base64(Bytes octets, Text& out);

/// Appends a number with up to 18 decimals, without zeros at its end; null for what is no number.
void append_json_real(double number, Text& out);

}  // namespace nmsgxx::text
