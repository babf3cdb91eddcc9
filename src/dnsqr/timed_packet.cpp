#include "dnsqr/timed_packet.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "packet/ip_datagram.hpp"

namespace nmsgxx::dnsqr {

std::span<const TimedPacket> AnonymizedPackets::copy(std::span<const TimedPacket> packets, Side side) {
  using packet::IpDatagram;
  bytes_.clear();
  for (const TimedPacket& one : packets) bytes_.insert(bytes_.end(), one.bytes.begin(), one.bytes.end());
  copies_.clear();
  std::byte* at = bytes_.data();
  for (const TimedPacket& one : packets) {
    const auto version = packet::ip_version(one.bytes);
    NMSGXX_ASSERT(version.has_value());
    const std::size_t size = IpDatagram::address_size(*version);
    const std::size_t address = IpDatagram::source_at(*version) + (side == Side::source ? 0 : size);
    NMSGXX_ASSERT(address + size <= one.bytes.size());
    std::fill_n(at + address, size, std::byte{0});
    copies_.push_back({{at, one.bytes.size()}, one.time});
    at += one.bytes.size();
  }
  return copies_;
}

}  // namespace nmsgxx::dnsqr
