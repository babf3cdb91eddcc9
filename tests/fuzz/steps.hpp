#pragma once

#include <cstdint>

namespace nmsgxx::fuzz {

/// The basic blocks that ran so far; 0 in builds that do not count them (steps.cpp).
inline std::uint64_t steps = 0;

}  // namespace nmsgxx::fuzz
