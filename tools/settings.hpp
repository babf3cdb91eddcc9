#pragma once

#include <string>
#include <vector>

#include "nmsgxx/relay.hpp"
#include "options.hpp"

namespace nmsgxx::tools {

/// What nmsgtool tells of its options at level 2 before it opens anything, a line for each.
std::vector<std::string> settings(const Options& options, const RelayOptions& carried);

}  // namespace nmsgxx::tools
