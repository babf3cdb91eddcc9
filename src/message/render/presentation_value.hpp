#pragma once

#include <string_view>

#include "message/schema/schema_layout.hpp"
#include "message/schema/scratch.hpp"
#include "message/schema/value.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Appends what presentation shows of one value of a field: a line in most cases, a block of lines, or nothing.
void append_presented(const Field& field, const FieldLayout& field_layout, const Value& value, std::string_view endline,
                      Scratch& scratch, text::Text& out);

}  // namespace nmsgxx::message
