#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "nmsgxx/interface_source.hpp"

namespace nmsgxx {
namespace {

// Decimal, 0x hexadecimal or 0 octal, as C writes them.
std::optional<int> read_snap_length(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.starts_with("0")) {
    base = 8;
  }
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

Result<InterfaceOptions> parse_interface(std::string_view text, int snap_length) {
  InterfaceOptions options;
  options.snap_length = snap_length;
  const std::size_t comma = text.find(',');
  std::string_view name = text.substr(0, comma);
  if (comma != std::string_view::npos) {
    const std::string_view value = text.substr(comma + 1);
    const auto snap = read_snap_length(value);
    if (!snap) return fail(Errc::bad_argument, 0, fmt::format("parse error: '{}' is not a valid snaplen", value));
    options.snap_length = *snap;
  }
  const std::size_t plus = name.find('+');
  options.promiscuous = plus != std::string_view::npos;
  options.name = name.substr(0, plus);
  if (options.name.empty()) return fail(Errc::bad_argument, 0, fmt::format("'{}' names no interface", text));
  return options;
}

}  // namespace nmsgxx
