#pragma once

#include "text/text.hpp"
#include "message/schema/workspace.hpp"

namespace nmsgxx::message {

/// Appends the data of a base:encode message as an object: "val" is JSON as it is or other text as a string, where it can be
/// shown; "b64" are the octets.
void append_encoded(Workspace& workspace, Bytes data, text::Text& out);

}  // namespace nmsgxx::message
