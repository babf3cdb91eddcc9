#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/time.hpp"

namespace nmsgxx::dnsqr {

/// An IP packet as it was captured.
struct TimedPacket {
  Bytes bytes;
  Time time;
};

enum class Side : std::uint8_t { source, destination };

/// Copies of packets without the address of one side.
class AnonymizedPackets {
 public:
  /// Replaces the address with zeros; checksums stay as they were.
  ///
  /// @param packets  with a complete IP header each
  /// @return         the copies; valid until the next call
  std::span<const TimedPacket> copy(std::span<const TimedPacket> packets, Side side);

 private:
  std::vector<std::byte> bytes_;
  std::vector<TimedPacket> copies_;
};

}  // namespace nmsgxx::dnsqr
