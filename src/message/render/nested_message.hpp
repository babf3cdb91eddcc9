#pragma once

#include <string>
#include <string_view>

#include "text/text.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

namespace google::protobuf {
class FieldDescriptor;
}

// Messages inside messages, which only types from .proto files have: the protobuf library reads and writes their texts.
namespace nmsgxx::message {

/// Appends protobuf's text format in one line.
void append_nested_text(const google::protobuf::FieldDescriptor& field, Bytes message, text::Text& out);

/// Appends protobuf's JSON form, with the fields' own names.
void append_nested_json(const google::protobuf::FieldDescriptor& field, Bytes message, text::Text& out);

/// The message's octets.  Errors: Errc::bad_argument
Result<std::string> nested_from_text(const google::protobuf::FieldDescriptor& field, std::string_view text);
Result<std::string> nested_from_json(const google::protobuf::FieldDescriptor& field, std::string_view json);

}  // namespace nmsgxx::message
