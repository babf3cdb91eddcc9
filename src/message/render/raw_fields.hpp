#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "text/text.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "wire/cursor.hpp"

// A message of a type that nobody knows, by the numbers of its fields: numbers as they are, octets as text where they are
// printable ASCII and in hexadecimal otherwise, in JSON in base64.
namespace nmsgxx::message {

/// Replaces `fields` by the fields of a message.
///
/// Errors: as Cursor's; Errc::too_large for more than kMessageFieldsMax fields
Result<void> read_raw_fields(Bytes message, std::vector<wire::Field>& fields);

/// Appends a line for each field.
void append_raw_fields(std::span<const wire::Field> fields, std::string_view endline, text::Text& out);

/// Appends an object, in which a number that one field has leads to its value, one that several have to a list.
///
/// @param fields  are sorted by their numbers
void append_raw_json(std::span<wire::Field> fields, text::Text& out);

}  // namespace nmsgxx::message
