#pragma once

#include <string_view>
#include <vector>

#include "message/growing_text.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "wire/cursor.hpp"

// A message of a type that nobody knows, by the numbers of its fields: numbers as they are, octets as text where they are
// printable ASCII and in hexadecimal otherwise, in JSON in base64.
namespace nmsgxx::message {

/// Appends a line for each field.  Errors: as Cursor's; nothing was appended then.
Result<void> append_raw_fields(Bytes message, std::string_view endline, Text& out);

/// Appends an object: a number that one field has leads to its value, one that several have to a list.  Errors: the same.
///
/// @param fields  memory to work in
Result<void> append_raw_json(Bytes message, std::vector<wire::Field>& fields, Text& out);

}  // namespace nmsgxx::message
