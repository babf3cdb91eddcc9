#include "nmsgxx/printable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace nmsgxx {

std::string printable(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; })) return std::string(text);
  // {fmt} adds quotes, and escapes quotes and backslashes as well: both are undone below.
  const std::string quoted = fmt::format("{:?}", text);
  std::string out;
  out.reserve(quoted.size());
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] != '\\') {
      out += quoted[i];
      continue;
    }
    const char escaped = quoted[++i];
    if (escaped != '\\' && escaped != '"') out += '\\';
    out += escaped;
  }
  return out;
}

}  // namespace nmsgxx
