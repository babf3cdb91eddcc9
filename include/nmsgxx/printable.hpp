#pragma once

#include <string>
#include <string_view>

namespace nmsgxx {

/// Makes text safe to show on a terminal or in a log, on one line.
///
/// Printable characters of UTF-8 stay, and so does the backslash. Everything else becomes an escape: `\n`, `\r` and `\t`;
/// `\x1b` for other control characters and for bytes that are not UTF-8; `\u202e` or `\U000e0001` for other characters that are
/// not printable, such as those that change the direction of text. Applying it twice changes nothing.
std::string printable(std::string_view text);

}  // namespace nmsgxx
