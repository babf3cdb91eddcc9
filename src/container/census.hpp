#pragma once

#include <cstddef>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::container {

/// Whether a body has no more than so many payloads, and in all no more fields than these may have.  Nothing is checked, only
/// counted, as far as the body can be walked.
bool few_payloads(Bytes body, std::size_t most) noexcept;

}  // namespace nmsgxx::container
