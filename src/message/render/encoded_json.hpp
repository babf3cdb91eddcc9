#pragma once

#include "message/schema/scratch.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Appends the data of a base:encode message as an object: "val" is JSON as it is or other text as a string, where it can be
/// shown; "b64" are the octets.
void append_encoded(Scratch& scratch, Bytes data, text::Text& out);

}  // namespace nmsgxx::message
