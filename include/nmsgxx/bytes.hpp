#pragma once

#include <cstddef>
#include <span>

namespace nmsgxx {

/// A view of bytes, which do not belong to it.
using Bytes = std::span<const std::byte>;

}  // namespace nmsgxx
