#pragma once

#include <string>
#include <string_view>

namespace nmsgxx {

/// Returns text that is safe on a terminal and in a log, on one line.
///
/// Printable characters of UTF-8 stay, and so does the backslash. Everything else becomes an escape: `\n`, `\r`, `\t`, `\x1b`
/// for other control characters and for bytes that are not UTF-8, `\u202e` or `\U000e0001` for other characters that are not
/// printable, such as those that change the direction of text. Text that was escaped before stays as it is.
std::string printable(std::string_view text);

}  // namespace nmsgxx
