#include "dnsqr/zero_address.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "packet/ip_headers.hpp"

namespace nmsgxx::dnsqr {

End resolver_end_of_tcp(const packet::IpDatagram& segment) noexcept {
  constexpr std::uint16_t kDns = 53;
  return base::load_big<std::uint16_t>(segment.transport.data() + 2) == kDns ? End::source : End::destination;
}

std::span<const TimedPacket> PacketCopies::with_zeros(std::span<const TimedPacket> packets, End end) {
  octets_.clear();
  for (const TimedPacket& one : packets) octets_.insert(octets_.end(), one.octets.begin(), one.octets.end());
  copies_.clear();
  std::byte* at = octets_.data();
  for (const TimedPacket& one : packets) {
    // RFC 791 3.1, RFC 8200 3.
    const bool v6 = packet::ip_version(one.octets) == packet::IpVersion::v6;
    const std::size_t size = v6 ? 16 : 4;
    std::fill_n(at + (v6 ? 8 : 12) + (end == End::source ? 0 : size), size, std::byte{0});
    copies_.push_back({{at, one.octets.size()}, one.time});
    at += one.octets.size();
  }
  return copies_;
}

}  // namespace nmsgxx::dnsqr
