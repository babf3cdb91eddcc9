#pragma once

#include <string>
#include <vector>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/filter.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"
#include "options.hpp"

// What the options of `tool` say about the payloads to pass, and about the source, operator and group to set.  All functions
// throw UsageError, with nmsgtool's words where it has any.
namespace nmsgxx::tools {

/// The message type of --vendor and --msgtype; null without them.
const MessageSchema* selected_type(const Options& options, const Registry& registry);

/// The filters of --where and --filter, in this order.
std::vector<MakeFilter> selected_filters(const Options& options, const Registry& registry, const Aliases& aliases);

/// Whether --policy passes payloads on which no filter decides.
bool passes_undecided(const Options& options);

/// The attribution that payloads must have: --getsource, --getoperator, --getgroup.
Attribution required_attribution(const Options& options, const Aliases& aliases);

/// The attribution that outgoing payloads get: --setsource, --setoperator, --setgroup.
Attribution new_attribution(const Options& options, const Aliases& aliases);

/// The selection as nmsgtool prints it at level 2, one line for each setting.
std::vector<std::string> describe_selection(const Options& options, const Attribution& required, const Attribution& set);

}  // namespace nmsgxx::tools
