#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/endian.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "packet/extension_headers.hpp"
#include "packet/transport_set.hpp"

// One packet into one entry of a batch; true when it has a 5-tuple.  Without one the entry may be left half written.
namespace nmsgxx::packet {

inline constexpr std::size_t kPortsSize = 4;

inline void store_ports(const std::byte* at, FiveTupleBatch& out, std::size_t i) noexcept {
  out.source_port[i] = base::load_big<std::uint16_t>(at);
  out.destination_port[i] = base::load_big<std::uint16_t>(at + 2);
}

/// RFC 791 3.1.
inline bool decode_ipv4(Bytes packet, const TransportSet& wanted, FiveTupleBatch& out, std::size_t i) noexcept {
  constexpr std::size_t kSmallestHeader = 20;
  constexpr std::uint16_t kFragmentOffset = 0x1FFF;
  if (packet.size() < kSmallestHeader) return false;
  const std::byte* at = packet.data();
  const std::size_t header = 4 * std::size_t{std::to_integer<std::uint8_t>(*at) & 0xFU};
  const std::size_t total = base::load_big<std::uint16_t>(at + 2);
  // Segmentation offload leaves 0 for the device to fill in.
  const std::size_t end = total == 0 ? packet.size() : std::min(total, packet.size());
  if (header < kSmallestHeader || end < header + kPortsSize) return false;
  if ((base::load_big<std::uint16_t>(at + 6) & kFragmentOffset) != 0) return false;
  const std::uint8_t protocol = std::to_integer<std::uint8_t>(at[9]);
  if (!wanted.has(protocol)) return false;

  out.address_size[i] = 4;
  out.protocol[i] = protocol;
  out.source[i] = {};
  out.destination[i] = {};
  std::memcpy(out.source[i].data(), at + 12, 4);
  std::memcpy(out.destination[i].data(), at + 16, 4);
  store_ports(at + header, out, i);
  return true;
}

/// RFC 8200 3.
inline bool decode_ipv6(Bytes packet, const TransportSet& wanted, FiveTupleBatch& out, std::size_t i) noexcept {
  constexpr std::size_t kHeader = 40;
  if (packet.size() < kHeader) return false;
  const std::byte* at = packet.data();
  const std::size_t end = std::min(kHeader + base::load_big<std::uint16_t>(at + 4), packet.size());
  UpperLayer layer{std::to_integer<std::uint8_t>(at[6]), kHeader};
  if (!wanted.has(layer.protocol)) {
    if (!skip_extension_headers(packet.first(end), layer) || !wanted.has(layer.protocol)) return false;
  }
  if (end - layer.at < kPortsSize) return false;

  out.address_size[i] = 16;
  out.protocol[i] = layer.protocol;
  std::memcpy(out.source[i].data(), at + 8, 16);
  std::memcpy(out.destination[i].data(), at + 24, 16);
  store_ports(at + layer.at, out, i);
  return true;
}

inline bool decode_one(Bytes packet, const Wanted& wanted, FiveTupleBatch& out, std::size_t i) noexcept {
  if (packet.empty()) return false;
  switch (std::to_integer<std::uint8_t>(packet[0]) >> 4) {
    case 4: return decode_ipv4(packet, wanted.ipv4, out, i);
    case 6: return decode_ipv6(packet, wanted.ipv6, out, i);
    default: return false;
  }
}

}  // namespace nmsgxx::packet
