#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace nmsgxx::packet {

// IANA, Assigned Internet Protocol Numbers.
enum ExtensionHeader : std::uint8_t { kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kDestination = 60 };

/// RFC 8200 4.3 to 4.6, RFC 4302 2.2.
///
/// @param header  its first two octets
inline std::size_t extension_header_size(std::uint8_t protocol, const std::byte* header) noexcept {
  const std::size_t length = std::to_integer<std::uint8_t>(header[1]);
  if (protocol == kFragment) return 8;
  if (protocol == kAuthentication) return 4 * (length + 2);
  return 8 * (length + 1);
}

}  // namespace nmsgxx::packet
