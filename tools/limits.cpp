#include "limits.hpp"

#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {
std::string bounds_met(const BoundStats& bounds) {
  const std::pair<const char*, const Counter&> all[] = {
      {"containers too long", bounds.container},
      {"inflated too large", bounds.inflated},
      {"with too many payloads", bounds.payloads},
      {"fragments of too many", bounds.fragments},
      {"messages given up for others of their sender", bounds.sender},
      {"messages given up for others", bounds.reassembly},
      {"sources forgotten", bounds.sources},
      {"lines too long", bounds.lines},
  };
  std::string text;
  for (const auto& [what, counter] : all) {
    if (counter.value() > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, counter.value());
  }
  return text;
}

}  // namespace nmsgxx::tools
