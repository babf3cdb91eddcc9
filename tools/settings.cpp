#include "settings.hpp"

#include <optional>

#include <fmt/core.h>

namespace nmsgxx::tools {

std::vector<std::string> settings(const Options& o, const RelayOptions& carried) {
  std::vector<std::string> lines;
  if (!o.type.empty()) {
    lines.push_back(fmt::format("input vendor = {}", o.vendor.empty() ? "base" : o.vendor));
    lines.push_back(fmt::format("input msgtype = {}", o.type));
  }
  const auto number = [&lines](const char* what, const std::optional<std::uint32_t>& value) {
    if (value) lines.push_back(fmt::format("nmsg {} set to {:#010x}", what, *value));
  };
  const auto name = [&lines](const char* what, const std::string& word, const std::optional<std::uint32_t>& value) {
    if (value) lines.push_back(fmt::format("nmsg {} set to '{}' ({})", what, word, *value));
  };
  number("source", carried.set.source);
  name("operator", o.set_operator, carried.set.operator_);
  name("group", o.set_group, carried.set.group);
  number("source filter", carried.get.source);
  name("filter operator", o.get_operator, carried.get.operator_);
  name("filter group", o.get_group, carried.get.group);
  return lines;
}

}  // namespace nmsgxx::tools
