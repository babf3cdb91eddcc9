#pragma once

#include <string>

#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// Which limits an input has hit, and how often; empty if none.
std::string bounds_met(const BoundStats& bounds);

}  // namespace nmsgxx::tools
