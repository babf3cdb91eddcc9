#include "selection.hpp"

#include <strings.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "nmsgxx/printable.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// Prints the condition on one line, and below it a mark at the error.
[[noreturn]] void refuse_condition(const std::string& condition, const Error& error) {
  std::string line = condition;
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  const std::size_t column = printable(std::string_view(line).substr(0, error.offset)).size() + 1;
  throw UsageError(fmt::format("usage error: --where, column {}: {}", error.offset + 1, error.message()),
                   {line, fmt::format("{:>{}}", '^', column)});
}

/// The name of a module, which may be given by its file: "/usr/lib/nmsg/nmsg_flt1_sample.so".
std::string module_name(std::string name) {
  constexpr std::string_view kPrefix = "nmsg_flt1_";
  constexpr std::string_view kSuffix = ".so";
  const std::string file = name.substr(name.rfind('/') + 1);
  if (!file.starts_with(kPrefix) || !file.ends_with(kSuffix)) return name;
  return file.substr(kPrefix.size(), file.size() - kPrefix.size() - kSuffix.size());
}

MakeFilter filter_of(const std::string& argument) {
  const std::size_t comma = std::min(argument.find(','), argument.size());
  const std::string name = argument.substr(0, comma);
  if (module_name(name) != "sample") {
    throw UsageError(
        fmt::format("ERROR: unable to open module file {}: sample is the only module; consider --where instead", name));
  }
  auto made = sample_filter(comma == argument.size() ? "" : argument.substr(comma + 1));
  if (!made) throw UsageError(fmt::format("WARNING: module 'sample' init failed: {}", made.error().message()));
  return *made;
}

/// The number of a source, operator or group.
///
/// @param aliases  null if only a number will do
/// @param refusal  nmsgtool's words for a malformed or unknown one
std::optional<std::uint32_t> parse_attribution(const std::string& word, const AliasTable* aliases, const char* refusal) {
  if (word.empty()) return std::nullopt;
  auto number = aliases == nullptr ? std::nullopt : aliases->number(word);
  if (!number) number = parse_number(word);
  if (!number || *number == 0) throw UsageError(fmt::format("usage error: {}", refusal));
  return number;
}

}  // namespace

const MessageSchema* selected_type(const Options& o, const Registry& registry) {
  if (o.type.empty()) {
    if (!o.vendor.empty()) throw UsageError("usage error: -V requires -T");
    const bool needed = !o.captures.empty() || !o.interfaces.empty() || !o.presentation_inputs.empty();
    if (needed) throw UsageError("usage error: reading presentation or pcap data requires -V, -T");
    return nullptr;
  }
  const std::string vendor = o.vendor.empty() ? "base" : o.vendor;
  const MessageSchema* schema = registry.find(vendor, o.type);
  if (schema == nullptr) {
    throw UsageError(registry.knows_vendor(vendor) ? "usage error: invalid message type" : "usage error: invalid vendor ID");
  }
  return schema;
}

std::vector<MakeFilter> selected_filters(const Options& options, const Registry& registry, const Aliases& aliases) {
  std::vector<MakeFilter> filters;
  if (!options.where.empty()) {
    auto condition = Where::compile(options.where, registry, &aliases);
    if (!condition) refuse_condition(options.where, condition.error());
    filters.push_back(where_filter(std::move(*condition)));
  }
  std::ranges::transform(options.filters, std::back_inserter(filters), filter_of);
  return filters;
}

bool passes_undecided(const Options& options) {
  if (options.filters.empty() || options.policy.empty() || strcasecmp(options.policy.c_str(), "ACCEPT") == 0) return true;
  if (strcasecmp(options.policy.c_str(), "DROP") == 0) return false;
  throw UsageError(fmt::format("unknown filter policy '{}'", options.policy));
}

Attribution required_attribution(const Options& o, const Aliases& aliases) {
  return {parse_attribution(o.get_source, nullptr, "invalid filter source ID"),
          parse_attribution(o.get_operator, &aliases.operators, "unknown filter operator name"),
          parse_attribution(o.get_group, &aliases.groups, "unknown filter group name")};
}

Attribution new_attribution(const Options& o, const Aliases& aliases) {
  return {parse_attribution(o.set_source, nullptr, "invalid source ID"),
          parse_attribution(o.set_operator, &aliases.operators, "unknown operator name"),
          parse_attribution(o.set_group, &aliases.groups, "unknown group name")};
}

std::vector<std::string> describe_selection(const Options& o, const Attribution& required, const Attribution& set) {
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
  number("source", set.source_id);
  name("operator", o.set_operator, set.operator_id);
  name("group", o.set_group, set.group_id);
  number("source filter", required.source_id);
  name("filter operator", o.get_operator, required.operator_id);
  name("filter group", o.get_group, required.group_id);
  return lines;
}

}  // namespace nmsgxx::tools
