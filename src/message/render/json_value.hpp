#pragma once

#include "message/schema/schema_layout.hpp"
#include "message/schema/scratch.hpp"
#include "message/schema/value.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Appends what JSON shows of one value of a field.
void append_json_value(const Field& field, const FieldLayout& field_layout, const Value& value, Scratch& scratch,
                       text::Text& out);

}  // namespace nmsgxx::message
