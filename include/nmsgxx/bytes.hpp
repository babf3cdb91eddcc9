#pragma once

#include <cstddef>
#include <span>

namespace nmsgxx {

/// Octets that somebody else owns.
using Bytes = std::span<const std::byte>;

}  // namespace nmsgxx
