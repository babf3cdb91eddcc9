#pragma once

#include <vector>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/filter.hpp"
#include "nmsgxx/registry.hpp"
#include "tool_options.hpp"

namespace nmsgxx::tools {

/// The filters of --where and -F, in this order.  Throws Unusable.
std::vector<MakeFilter> chosen_filters(const ToolOptions& options, const Registry& registry, const Aliases& aliases);

/// Whether --policy lets pass what they decline.  Throws Unusable.
bool accepts_declined(const ToolOptions& options);

}  // namespace nmsgxx::tools
