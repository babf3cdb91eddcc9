#pragma once

#include <string_view>

#include "text/text.hpp"
#include "message/schema/plan.hpp"
#include "message/schema/value.hpp"
#include "message/schema/workspace.hpp"

namespace nmsgxx::message {

/// Appends what presentation shows of one value of a field: a line in most cases, a block of lines, or nothing.
void append_presented(const Field& field, const Shown& shown, const Value& value, std::string_view endline,
                      Workspace& workspace, text::Text& out);

}  // namespace nmsgxx::message
