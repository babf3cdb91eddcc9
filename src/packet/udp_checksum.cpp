#include "packet/udp_checksum.hpp"

#include <optional>

#include "base/assert.hpp"
#include "base/endian.hpp"

namespace nmsgxx::packet {
namespace {

using base::load_big;

class UdpSum {
 public:
  /// Returns false when the result is final.
  bool add(const IpDatagram& datagram) noexcept {
    NMSGXX_ASSERT(has_sound_transport(datagram));
    if (datagram.protocol != kUdp) return end(UdpChecksum::error);
    if (datagram.fragment == Fragment::later) {
      payloads_ += sum_words(datagram.data);
      return true;
    }
    const auto udp = parse_udp(datagram);
    if (udp->checksum == 0) return end(UdpChecksum::absent);
    // RFC 768, RFC 8200 8.1: the addresses, the protocol, the length, and the UDP header.
    header_ = sum_words(datagram.addresses()) + kUdp + udp->length + sum_words(datagram.data.first(kUdpHeaderSize));
    payloads_ += sum_words(udp->payload);
    return true;
  }
  bool end(UdpChecksum result) noexcept {
    final_ = result;
    return false;
  }

  UdpChecksum result() const noexcept {
    if (final_) return *final_;
    if (!header_) return UdpChecksum::error;
    return fold_carries(*header_ + payloads_) == 0xFFFF ? UdpChecksum::correct : UdpChecksum::incorrect;
  }

 private:
  std::uint64_t payloads_ = 0;
  std::optional<std::uint64_t> header_;
  std::optional<UdpChecksum> final_;
};

}  // namespace

std::uint64_t sum_words(Bytes bytes) noexcept {
  std::uint64_t sum = 0;
  const std::size_t even = bytes.size() & ~std::size_t{1};
  for (std::size_t i = 0; i < even; i += 2) sum += load_big<std::uint16_t>(bytes.data() + i);
  if (even != bytes.size()) sum += std::uint64_t{std::to_integer<std::uint8_t>(bytes[even])} << 8;
  return sum;
}

std::uint16_t fold_carries(std::uint64_t sum) noexcept {
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

UdpChecksum udp_checksum(std::span<const Bytes> packets) noexcept {
  UdpSum sum;
  for (const Bytes packet : packets) {
    const auto datagram = parse_ip(packet);
    if (!datagram || !has_sound_transport(*datagram)) return UdpChecksum::error;
    if (!sum.add(*datagram)) break;
  }
  return sum.result();
}

UdpChecksum udp_checksum(const IpDatagram& datagram) noexcept {
  UdpSum sum;
  sum.add(datagram);
  return sum.result();
}

}  // namespace nmsgxx::packet
