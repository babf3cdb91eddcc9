#pragma once

#include <span>
#include <string>

#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// Returns the limits that an input has hit and how often, such as "lines too long 3", separated by commas; empty if none.
std::string limits_hit(const BoundStats& bounds);

/// Returns the sums over some inputs as members of a JSON object, without its braces: `"octets":1280,"containers":1,...`.  The
/// keys are those of `info --json` where both have a number.
std::string json_members(std::span<const SourceStats* const> inputs);

}  // namespace nmsgxx::tools
