#pragma once

#include <string_view>

#include "message/growing_text.hpp"
#include "message/plan.hpp"
#include "message/value.hpp"
#include "message/workspace.hpp"

namespace nmsgxx::message {

/// Appends what presentation shows of one value of a field: a line in most cases, a block of lines, or nothing.
void append_presented(const Field& field, const Shown& shown, const Value& value, std::string_view endline,
                      Workspace& workspace, Text& out);

}  // namespace nmsgxx::message
