#pragma once

#include "text/text.hpp"
#include "message/schema/plan.hpp"
#include "message/schema/value.hpp"
#include "message/schema/workspace.hpp"

namespace nmsgxx::message {

/// Appends what JSON shows of one value of a field.
void append_json_value(const Field& field, const Shown& shown, const Value& value, Workspace& workspace, text::Text& out);

}  // namespace nmsgxx::message
