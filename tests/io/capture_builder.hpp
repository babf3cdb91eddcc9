#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "support/octets.hpp"

// Builds capture files (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).
namespace nmsgxx::test {

inline constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
inline constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
inline constexpr std::uint32_t kKuznetzov = 0xA1B2CD34;
inline constexpr std::uint32_t kEthernet = 1;

struct FrameSpec {
  std::uint32_t seconds = 0;
  std::uint32_t fraction = 0;
  Octets bytes{};
  std::uint32_t cut = 0;  ///< bytes that the capture left out
};

/// Appends records, blocks and numbers in one byte order.
class CaptureBuilder {
 public:
  explicit CaptureBuilder(std::endian order) : order_(order) {}

  CaptureBuilder& u32(std::uint32_t value) { return number(value, 4); }
  CaptureBuilder& u16(std::uint32_t value) { return number(value, 2); }
  CaptureBuilder& raw(Bytes bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }

  CaptureBuilder& pcap_header(std::uint32_t magic, std::uint32_t link = kEthernet, std::uint32_t snap_length = 262144) {
    kuznetzov_ = magic == kKuznetzov;
    return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snap_length).u32(link);
  }
  CaptureBuilder& pcap_frame(const FrameSpec& frame) {
    const auto size = static_cast<std::uint32_t>(frame.bytes.size());
    u32(frame.seconds).u32(frame.fraction).u32(size).u32(size + frame.cut);
    if (kuznetzov_) u32(1).u32(0);  // interface, protocol, kind and padding
    return raw(frame.bytes);
  }

  CaptureBuilder& section() {
    return block(0x0A0D0D0A, CaptureBuilder(order_).u32(0x1A2B3C4D).u16(1).u16(0).u32(~0U).u32(~0U));
  }
  /// Adds an interface whose time stamps count units of 10^-digits seconds, as option 9 of its block says.
  CaptureBuilder& interface(std::uint32_t link, unsigned digits) {
    CaptureBuilder body(order_);
    body.u16(link).u16(0).u32(262144);
    return block(1, body.u16(9).u16(1).raw(Octets{static_cast<std::byte>(digits)}).raw(Octets(3)).u32(0));
  }
  /// Adds an enhanced packet block of the first interface.
  CaptureBuilder& packet(std::uint64_t ticks, const FrameSpec& frame) {
    const auto size = static_cast<std::uint32_t>(frame.bytes.size());
    CaptureBuilder body(order_);
    body.u32(0).u32(static_cast<std::uint32_t>(ticks >> 32)).u32(static_cast<std::uint32_t>(ticks));
    return block(6, body.u32(size).u32(size + frame.cut).raw(frame.bytes).raw(Octets((4 - size % 4) % 4)));
  }
  CaptureBuilder& block(std::uint32_t type, const CaptureBuilder& body) {
    const auto size = static_cast<std::uint32_t>(body.bytes_.size() + 12);
    return u32(type).u32(size).raw(body.bytes_).u32(size);
  }

  const Octets& bytes() const noexcept { return bytes_; }

 private:
  CaptureBuilder& number(std::uint32_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
      const unsigned shift = 8 * (order_ == std::endian::little ? i : size - 1 - i);
      bytes_.push_back(static_cast<std::byte>(value >> shift & 0xFF));
    }
    return *this;
  }

  std::endian order_;
  bool kuznetzov_ = false;
  Octets bytes_;
};

/// Returns an Ethernet frame with a UDP datagram to the port.
///
/// @param size  of the frame, at least 42
inline Octets udp_frame(std::uint16_t port, std::size_t size = 60) {
  CaptureBuilder out(std::endian::big);
  out.raw(Octets(12)).u16(0x0800);
  const auto ip_size = static_cast<std::uint32_t>(std::min<std::size_t>(size - 14, 65535));
  out.u16(0x4500).u16(ip_size).u32(0).u16(0x4011).u16(0).u32(0xC0000201).u32(0xC0000202);
  out.u16(1024).u16(port).u16(ip_size - 20).u16(0);
  return out.raw(Octets(size - 42)).bytes();
}

}  // namespace nmsgxx::test
