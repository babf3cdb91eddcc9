#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "text/text.hpp"
#include "wire/cursor.hpp"

// Messages of unknown types, whose fields are shown by number.  Numbers are shown as they are; bytes are base64 in JSON, and in
// presentation form text where they are printable ASCII, hexadecimal otherwise.
namespace nmsgxx::message {

/// Parses a message and replaces `fields` by its fields, which are views of it.
///
/// Errors: those of wire::Cursor; Errc::too_large for more than kMessageFieldsMax fields
Result<void> read_raw_fields(Bytes message, std::vector<wire::Field>& fields);

/// Appends a line for each field.
void append_raw_fields(std::span<const wire::Field> fields, std::string_view endline, text::Text& out);

/// Appends an object whose keys are field numbers.  A number with one field has a value, one with several fields a list.
///
/// @param fields  are sorted by number
void append_raw_json(std::span<wire::Field> fields, text::Text& out);

}  // namespace nmsgxx::message
