#pragma once

#include <compare>
#include <cstdint>

namespace nmsgxx {

/// When a packet was captured.
struct PacketTime {
  std::int64_t seconds = 0;       ///< since 1970, UTC
  std::uint32_t nanoseconds = 0;  ///< below 10^9

  friend auto operator<=>(const PacketTime&, const PacketTime&) = default;
};

}  // namespace nmsgxx
