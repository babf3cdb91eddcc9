#include <google/protobuf/descriptor.h>

#include "message/field_text.hpp"
#include "message/presentation_fields.hpp"
#include "wire/cursor.hpp"

// Reads the octets themselves and not protobuf's classes: to those an enum value that the schema lacks is an unknown field, so
// that it could not be shown, and a required field that has it is missing.
namespace nmsgxx::message {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using wire::WireType;

WireType wire_type_of(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE: return WireType::bytes;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32: return WireType::fixed32;
    case FieldDescriptor::TYPE_DOUBLE: return WireType::fixed64;
    default: return WireType::varint;
  }
}

bool is_message(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_MESSAGE;
}

/// Calls `use` with each value of the field in a message that decodes.
template <class Use>
void for_each_value(const FieldDescriptor& field, Bytes message, Use use) {
  const auto number = static_cast<std::uint32_t>(field.number());
  const WireType type = wire_type_of(field);
  wire::Field value;
  for (wire::Cursor cursor(message); !cursor.done() && !cursor.next(value);) {
    if (value.is(number, type)) use(value);
  }
}

bool well_formed(Bytes message) {
  wire::Field value;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (cursor.next(value)) return false;
  }
  return true;
}

bool decodes(const Descriptor& schema, Bytes message) {
  if (!well_formed(message)) return false;
  for (int i = 0; i < schema.field_count(); ++i) {
    const FieldDescriptor& field = *schema.field(i);
    bool present = false;
    bool good = true;
    for_each_value(field, message, [&](const wire::Field& value) {
      present = true;
      if (is_message(field)) good = good && decodes(*field.message_type(), value.bytes);
    });
    if (!good || (field.is_required() && !present)) return false;
  }
  return true;
}

void append_fields(const Descriptor& schema, Bytes message, std::string_view endline, std::string& out) {
  for (int i = 0; i < schema.field_count(); ++i) {
    const FieldDescriptor& field = *schema.field(i);
    const auto append = [&](const wire::Field& value) {
      if (is_message(field)) return append_fields(*field.message_type(), value.bytes, endline, out);
      append_field(field, value, endline, out);
    };
    if (field.is_repeated()) {
      for_each_value(field, message, append);
      continue;
    }
    wire::Field last;
    for_each_value(field, message, [&](const wire::Field& value) { last = value; });
    if (last.number != 0) append(last);
  }
}

}  // namespace

bool append_schema_fields(const Descriptor& schema, Bytes message, std::string_view endline, std::string& out) {
  if (!decodes(schema, message)) return false;
  append_fields(schema, message, endline, out);
  return true;
}

}  // namespace nmsgxx::message
