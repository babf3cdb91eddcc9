#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"
#include "packet/ip_header.hpp"
#include "wire/varint.hpp"
#include "wire/writer.hpp"

// The messages that carry captured packets, without the protobuf library: base:packet, whose public part is
// nmsgxx/packet_message.hpp, base:pkt and base:ncap.
namespace nmsgxx::packet {

// proto/packet.proto
namespace packet_field {
inline constexpr std::uint32_t kPayloadType = 1;
inline constexpr std::uint32_t kPayload = 2;
inline constexpr std::uint32_t kIp = 1;  // a payload type
}  // namespace packet_field

/// The start of the canonical form of base:packet, which all writers use: the payload type IP, then the payload's key.
///
///   08 01 12 length packet
inline constexpr std::byte kCanonicalStart[] = {wire::small_key(packet_field::kPayloadType, wire::WireType::varint),
                                                std::byte{packet_field::kIp},
                                                wire::small_key(packet_field::kPayload, wire::WireType::bytes)};

/// Returns the packet of a base:packet message in canonical form that ends with its packet, and nothing for any other message.
inline std::optional<Bytes> canonical_packet(Bytes message) noexcept {
  constexpr std::size_t kStartSize = sizeof kCanonicalStart;
  constexpr std::size_t kLengthMax = 2;
  constexpr std::uint32_t kStart = std::to_integer<std::uint32_t>(kCanonicalStart[0]) |
                                   std::to_integer<std::uint32_t>(kCanonicalStart[1]) << 8 |
                                   std::to_integer<std::uint32_t>(kCanonicalStart[2]) << 16;
  const std::byte* const at = message.data();
  if (message.size() < kStartSize + kLengthMax) return std::nullopt;
  if ((base::load_little<std::uint32_t>(at) & 0xFFFFFF) != kStart) return std::nullopt;
  std::size_t length = 0;
  const std::byte* const packet = wire::read_short_length(at + kStartSize, length);
  if (packet == nullptr || packet + length != at + message.size()) return std::nullopt;
  return Bytes{packet, length};
}

/// Appends a base:pkt message.
///
/// @param frame            what was captured of the frame, from its link header on
/// @param original_length  the size of the frame on the network
void append_pkt_message(Bytes frame, std::uint32_t original_length, std::vector<std::byte>& out);

/// Appends a base:ncap message of an IP packet.
void append_ncap_message(Bytes ip_packet, IpVersion version, std::vector<std::byte>& out);

}  // namespace nmsgxx::packet
