#pragma once

#include <cstddef>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::text {

/// Room that an address needs, as for inet_ntop: one more than its characters.
inline constexpr std::size_t kAddressTextMax = 46;

/// Writes an address of 4 or 16 octets as inet_ntop does (RFC 5952, and dotted quads at the end of mapped addresses).
char* put_address(char* out, Bytes address) noexcept;

}  // namespace nmsgxx::text
