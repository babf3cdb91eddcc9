#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"

// Where the fields of an IP header are (RFC 791 3.1, RFC 8200 3 and 4), and how to walk past IPv6 extension headers.
namespace nmsgxx::packet {

enum class IpVersion : std::uint8_t { v4 = 4, v6 = 6 };

/// IANA, Assigned Internet Protocol Numbers.
enum IpProtocol : std::uint8_t {
  kHopByHop = 0,
  kIcmp = 1,
  kTcp = 6,
  kUdp = 17,
  kRouting = 43,
  kFragment = 44,
  kAuthentication = 51,
  kDestinationOptions = 60,
};

namespace ipv4 {
inline constexpr std::size_t kHeaderMin = 20;
inline constexpr std::size_t kTotalLength = 2;
inline constexpr std::size_t kIdentification = 4;
inline constexpr std::size_t kFlagsAndOffset = 6;
inline constexpr std::size_t kProtocol = 9;
inline constexpr std::size_t kChecksum = 10;
inline constexpr std::size_t kSource = 12;
inline constexpr std::size_t kDestination = 16;
inline constexpr std::size_t kAddressSize = 4;

inline constexpr std::uint16_t kMoreFragments = 0x2000;
inline constexpr std::uint16_t kOffsetMask = 0x1FFF;  // in blocks of 8 bytes

/// The size that a header claims to have, from its first byte.
inline std::size_t header_size(std::byte first) noexcept {
  return 4 * std::to_integer<std::size_t>(first & std::byte{0x0F});
}
}  // namespace ipv4

namespace ipv6 {
inline constexpr std::size_t kHeaderSize = 40;
inline constexpr std::size_t kPayloadLength = 4;
inline constexpr std::size_t kNextHeader = 6;
inline constexpr std::size_t kSource = 8;
inline constexpr std::size_t kDestination = 24;
inline constexpr std::size_t kAddressSize = 16;

inline constexpr std::size_t kFragmentHeaderSize = 8;
inline constexpr std::size_t kOffsetAndFlag = 2;  // in a fragment header
inline constexpr std::size_t kIdentification = 4;
inline constexpr std::uint16_t kMoreFragments = 1;
inline constexpr std::uint16_t kOffsetMask = 0xFFF8;  // in bytes

/// A place in a packet: the header or transport that begins there.
struct Layer {
  std::uint8_t protocol;
  std::size_t at;
  std::size_t named_at;  ///< the byte that holds `protocol`
};

inline Layer first_layer(const std::byte* header) noexcept {
  return {std::to_integer<std::uint8_t>(header[kNextHeader]), kHeaderSize, kNextHeader};
}

inline bool is_extension_header(std::uint8_t protocol) noexcept {
  return protocol == kHopByHop || protocol == kRouting || protocol == kFragment || protocol == kAuthentication ||
         protocol == kDestinationOptions;
}

/// Moves `layer` past the extension header that begins there (RFC 8200 4.3 to 4.6, RFC 4302 2.2).
///
/// Requires is_extension_header(layer.protocol) and layer.at <= packet.size().
/// @return false when the header is truncated; `layer` is unchanged then
inline bool skip_extension_header(Bytes packet, Layer& layer) noexcept {
  constexpr std::size_t kSizeMin = 8;
  NMSGXX_ASSERT(is_extension_header(layer.protocol) && layer.at <= packet.size());
  const Bytes rest = packet.subspan(layer.at);
  if (rest.size() < kSizeMin) return false;
  const auto length = std::to_integer<std::size_t>(rest[1]);
  std::size_t size = 8 * (length + 1);
  if (layer.protocol == kFragment) size = kFragmentHeaderSize;
  if (layer.protocol == kAuthentication) size = 4 * (length + 2);
  if (rest.size() < size) return false;
  layer = {std::to_integer<std::uint8_t>(rest[0]), layer.at + size, layer.at};
  return true;
}
}  // namespace ipv6

/// The ports, the first bytes of TCP, UDP, DCCP, SCTP and UDP-Lite.
inline constexpr std::size_t kPortsSize = 4;

inline std::uint16_t source_port(const std::byte* transport) noexcept {
  return base::load_big<std::uint16_t>(transport);
}
inline std::uint16_t destination_port(const std::byte* transport) noexcept {
  return base::load_big<std::uint16_t>(transport + 2);
}

}  // namespace nmsgxx::packet
