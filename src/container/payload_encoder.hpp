#pragma once

#include <cstddef>

#include "nmsgxx/payload.hpp"

namespace nmsgxx::container {

/// Octets of the payload's NmsgPayload message.
std::size_t encoded_size(const PayloadView& payload) noexcept;

/// Writes the message; `out` has room for it.
///
/// @return the octet behind it
std::byte* encode_payload(const PayloadView& payload, std::byte* out) noexcept;

}  // namespace nmsgxx::container
