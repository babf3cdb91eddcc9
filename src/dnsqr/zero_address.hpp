#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dnsqr/message.hpp"
#include "packet/ip_datagram.hpp"

namespace nmsgxx::dnsqr {

enum class End : std::uint8_t { source, destination };

/// The end of a TCP segment that is not the server.
End resolver_end_of_tcp(const packet::IpDatagram& segment) noexcept;

/// Copies of packets without an address.
class PacketCopies {
 public:
  /// Puts zeros in the place of one end's address; checksums stay as they were.  Valid until the next call.
  ///
  /// @param packets  whose IP headers are whole
  std::span<const TimedPacket> with_zeros(std::span<const TimedPacket> packets, End end);

 private:
  std::vector<std::byte> octets_;
  std::vector<TimedPacket> copies_;
};

}  // namespace nmsgxx::dnsqr
