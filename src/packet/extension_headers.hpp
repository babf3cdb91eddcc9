#pragma once

#include <cstddef>
#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::packet {

/// A place in an IPv6 packet and the protocol number of what is there.
struct UpperLayer {
  std::uint8_t protocol;
  std::size_t at;
};

/// Walks past hop-by-hop, routing, destination, fragment and authentication headers, in whatever order they come.
///
/// @param packet  up to its payload's end; `layer` is inside or at that end
/// @return        false when a header is cut or says that this is a later fragment
bool skip_extension_headers(Bytes packet, UpperLayer& layer) noexcept;

}  // namespace nmsgxx::packet
