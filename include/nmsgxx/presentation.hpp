#pragma once

#include <string>
#include <string_view>

#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// Appends a payload's presentation form as nmsgtool shows it: a header line, a line for each field, an empty line.
///
///     [21] [2023-11-14 22:13:20.123456789] [1:5 base ipconn] [00000000] [] []
///     proto: 6
///     ...
///
/// The header line has a blank at its end.  A payload of an unknown type, one without a message and one whose message does not
/// decode show their header and a line that says so.
///
/// @param endline  what ends each line but the empty one, which always is a newline
void append_presentation(const PayloadView& payload, std::string_view endline, std::string& out);

}  // namespace nmsgxx
