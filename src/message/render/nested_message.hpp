#pragma once

#include <string>
#include <string_view>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "text/text.hpp"

namespace google::protobuf {
class FieldDescriptor;
}

// Messages nested in messages, which only types from .proto files have.  The protobuf library reads and writes their text.
namespace nmsgxx::message {

/// Appends a message in protobuf's text format, on one line.
void append_nested_text(const google::protobuf::FieldDescriptor& field, Bytes message, text::Text& out);

/// Appends a message as protobuf's JSON, with the names of fields as the .proto file spells them.
void append_nested_json(const google::protobuf::FieldDescriptor& field, Bytes message, text::Text& out);

/// Parse such a text and return the encoded message.  Errors: Errc::bad_argument
Result<std::string> nested_from_text(const google::protobuf::FieldDescriptor& field, std::string_view text);
Result<std::string> nested_from_json(const google::protobuf::FieldDescriptor& field, std::string_view json);

}  // namespace nmsgxx::message
