#include "filters.hpp"

#include <strings.h>

#include <algorithm>

#include <fmt/core.h>

#include "nmsgxx/printable.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// The condition on one line, and below it a mark at the place of the error.
[[noreturn]] void refuse(const std::string& condition, const Error& error) {
  std::string line = condition;
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  const std::size_t column = printable(std::string_view(line).substr(0, error.offset)).size() + 1;
  throw UsageError(fmt::format("usage error: --where, column {}: {}", error.offset + 1, error.message()),
                   {line, fmt::format("{:>{}}", '^', column)});
}

/// Of a module, also where it is named by its file: "/usr/lib/nmsg/nmsg_flt1_sample.so".
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
    throw UsageError(fmt::format("ERROR: unable to open module file {}: there is only sample, and --where", name));
  }
  auto made = sample_filter(comma == argument.size() ? "" : argument.substr(comma + 1));
  if (!made) throw UsageError(fmt::format("WARNING: module 'sample' init failed: {}", made.error().message()));
  return *made;
}

}  // namespace

std::vector<MakeFilter> chosen_filters(const Options& options, const Registry& registry, const Aliases& aliases) {
  std::vector<MakeFilter> filters;
  if (!options.where.empty()) {
    auto condition = Where::compile(options.where, registry, &aliases);
    if (!condition) refuse(options.where, condition.error());
    filters.push_back(where_filter(std::move(*condition)));
  }
  std::ranges::transform(options.filters, std::back_inserter(filters), filter_of);
  return filters;
}

bool accepts_declined(const Options& options) {
  if (options.filters.empty() || options.policy.empty() || strcasecmp(options.policy.c_str(), "ACCEPT") == 0) return true;
  if (strcasecmp(options.policy.c_str(), "DROP") == 0) return false;
  throw UsageError(fmt::format("unknown filter policy '{}'", options.policy));
}

}  // namespace nmsgxx::tools
