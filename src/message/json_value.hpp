#pragma once

#include "message/growing_text.hpp"
#include "message/plan.hpp"
#include "message/value.hpp"
#include "message/workspace.hpp"

namespace nmsgxx::message {

/// Appends what JSON shows of one value of a field.
void append_json_value(const Field& field, const Shown& shown, const Value& value, Workspace& workspace, Text& out);

}  // namespace nmsgxx::message
