#pragma once

#include <string>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/relay.hpp"
#include "options.hpp"

namespace nmsgxx::tools {

/// The names of operators and groups: of the files that NMSG_OPALIAS_FILE and NMSG_GRALIAS_FILE name, or of those in the
/// configuration folder.  Files that are not there have no names.
Aliases load_aliases();

/// What --getsource and its like, and what --setsource and its like say.
///
/// Throws UsageError.
Tags get_tags(const Options& options, const Aliases& aliases);
Tags set_tags(const Options& options, const Aliases& aliases);

}  // namespace nmsgxx::tools
