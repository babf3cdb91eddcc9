#pragma once

#include <vector>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/filter.hpp"
#include "nmsgxx/registry.hpp"
#include "options.hpp"

namespace nmsgxx::tools {

/// The filters of --where and -F, in this order.  Throws UsageError.
std::vector<MakeFilter> chosen_filters(const Options& options, const Registry& registry, const Aliases& aliases);

/// Whether --policy lets pass what they decline.  Throws UsageError.
bool accepts_declined(const Options& options);

}  // namespace nmsgxx::tools
