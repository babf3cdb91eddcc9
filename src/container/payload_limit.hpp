#pragma once

#include <cstddef>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::container {

struct Census {
  bool few = true;         ///< the body has no more payloads than allowed, and no more fields than these may have
  std::size_t walked = 0;  ///< bytes that had to be walked to know that
};

/// Counts the payloads of a body, and its fields, as far as it can be walked. Nothing is checked.
Census count_payloads(Bytes body, std::size_t most) noexcept;

}  // namespace nmsgxx::container
