#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "support/octets.hpp"

// Capture files put together octet by octet (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).
namespace nmsgxx::test {

inline constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
inline constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
inline constexpr std::uint32_t kKuznetzov = 0xA1B2CD34;
inline constexpr std::uint32_t kEthernet = 1;

struct FrameSpec {
  std::uint32_t seconds = 0;
  std::uint32_t fraction = 0;
  Octets octets{};
  std::uint32_t cut = 0;  ///< octets that the capture left out
};

/// Appends numbers in one octet order.
class CaptureOctets {
 public:
  explicit CaptureOctets(std::endian order) : order_(order) {}

  CaptureOctets& u32(std::uint32_t value) { return number(value, 4); }
  CaptureOctets& u16(std::uint32_t value) { return number(value, 2); }
  CaptureOctets& raw(Bytes octets) {
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
  }

  CaptureOctets& pcap_header(std::uint32_t magic, std::uint32_t link = kEthernet, std::uint32_t snap_length = 262144) {
    kuznetzov_ = magic == kKuznetzov;
    return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snap_length).u32(link);
  }
  CaptureOctets& pcap_frame(const FrameSpec& frame) {
    const auto size = static_cast<std::uint32_t>(frame.octets.size());
    u32(frame.seconds).u32(frame.fraction).u32(size).u32(size + frame.cut);
    if (kuznetzov_) u32(1).u32(0);  // interface, protocol, kind and padding
    return raw(frame.octets);
  }

  CaptureOctets& section() { return block(0x0A0D0D0A, CaptureOctets(order_).u32(0x1A2B3C4D).u16(1).u16(0).u32(~0U).u32(~0U)); }
  /// An interface with time stamps of 10^-digits seconds; option 9 of its block says it.
  CaptureOctets& interface(std::uint32_t link, unsigned digits) {
    CaptureOctets body(order_);
    body.u16(link).u16(0).u32(262144);
    return block(1, body.u16(9).u16(1).raw(Octets{static_cast<std::byte>(digits)}).raw(Octets(3)).u32(0));
  }
  /// An enhanced packet block of the first interface.
  CaptureOctets& packet(std::uint64_t ticks, const FrameSpec& frame) {
    const auto size = static_cast<std::uint32_t>(frame.octets.size());
    CaptureOctets body(order_);
    body.u32(0).u32(static_cast<std::uint32_t>(ticks >> 32)).u32(static_cast<std::uint32_t>(ticks));
    return block(6, body.u32(size).u32(size + frame.cut).raw(frame.octets).raw(Octets((4 - size % 4) % 4)));
  }
  CaptureOctets& block(std::uint32_t type, const CaptureOctets& body) {
    const auto size = static_cast<std::uint32_t>(body.octets_.size() + 12);
    return u32(type).u32(size).raw(body.octets_).u32(size);
  }

  const Octets& octets() const noexcept { return octets_; }

 private:
  CaptureOctets& number(std::uint32_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
      const unsigned shift = 8 * (order_ == std::endian::little ? i : size - 1 - i);
      octets_.push_back(static_cast<std::byte>(value >> shift & 0xFF));
    }
    return *this;
  }

  std::endian order_;
  bool kuznetzov_ = false;
  Octets octets_;
};

/// An Ethernet frame of that many octets, at least 42, that holds a UDP datagram to the port.
inline Octets udp_frame(std::uint16_t port, std::size_t size = 60) {
  CaptureOctets out(std::endian::big);
  out.raw(Octets(12)).u16(0x0800);
  const auto ip_size = static_cast<std::uint32_t>(std::min<std::size_t>(size - 14, 65535));
  out.u16(0x4500).u16(ip_size).u32(0).u16(0x4011).u16(0).u32(0xC0000201).u32(0xC0000202);
  out.u16(1024).u16(port).u16(ip_size - 20).u16(0);
  return out.raw(Octets(size - 42)).octets();
}

}  // namespace nmsgxx::test
