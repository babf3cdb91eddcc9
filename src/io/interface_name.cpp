#include <fmt/core.h>

#include <limits>
#include <optional>

#include "base/number.hpp"
#include "nmsgxx/interface_source.hpp"

namespace nmsgxx {
namespace {

std::optional<int> parse_snap_length(std::string_view text) {
  const auto value = base::parse_c_number<unsigned>(text);
  if (!value || *value > static_cast<unsigned>(std::numeric_limits<int>::max())) return std::nullopt;
  return static_cast<int>(*value);
}

}  // namespace

Result<InterfaceOptions> parse_interface(std::string_view text, int snap_length) {
  InterfaceOptions options;
  options.snap_length = snap_length;
  const std::size_t comma = text.find(',');
  std::string_view name = text.substr(0, comma);
  if (comma != std::string_view::npos) {
    const std::string_view value = text.substr(comma + 1);
    const auto snap = parse_snap_length(value);
    if (!snap) return fail(Errc::bad_argument, 0, fmt::format("parse error: '{}' is not a valid snaplen", value));
    options.snap_length = *snap;
  }
  const std::size_t plus = name.find('+');
  options.promiscuous = plus != std::string_view::npos;
  options.name = name.substr(0, plus);
  if (options.name.empty()) return fail(Errc::bad_argument, 0, fmt::format("'{}': expected the name of an interface", text));
  return options;
}

}  // namespace nmsgxx
