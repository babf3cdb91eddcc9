#pragma once

#include <cstddef>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::container {

struct PayloadLimitCheck {
  bool exceeded = false;
  std::size_t walked = 0;  ///< bytes that had to be walked to find out
};

/// Checks whether a body has more payloads than allowed, or more fields than so many payloads can have.  Stops at the first
/// malformed field and validates nothing else.
PayloadLimitCheck check_payload_limit(Bytes body, std::size_t max_payloads) noexcept;

}  // namespace nmsgxx::container
