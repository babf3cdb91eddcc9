#pragma once

#include <string_view>

#include "message/growing_text.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::message {

/// Appends a JSON string: with quotes, and what must be escaped escaped as libnmsg does.  The text is taken for UTF-8.
void append_json_string(std::string_view text, Text& out);
void append_json_string(std::string_view text, std::string& out);

/// The same for octets that are hoped to be text: ends at a NUL and puts U+FFFD in the place of what is not UTF-8.
void append_json_text(Bytes octets, Text& out);

/// Appends each octet as the character of that number, so that any octets become UTF-8; and the reverse.
void append_octets_as_characters(std::string_view octets, Text& out);
void append_characters_as_octets(std::string_view characters, Text& out);

/// Appends octets in base64, in quotes.
void append_json_base64(Bytes octets, Text& out);

/// Appends a number with up to 18 decimals, without zeros at its end; null for what is no number.
void append_json_real(double number, Text& out);

}  // namespace nmsgxx::message
