#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/endian.hpp"
#include "packet/five_tuple_kernels.hpp"
#include "packet/five_tuple_scalar.hpp"
#include "packet/ip_header.hpp"

namespace nmsgxx::packet {
namespace {

using base::load_big;

void store_ports(const std::byte* transport, FiveTupleBatch& out, std::size_t i) noexcept {
  out.source_port[i] = source_port(transport);
  out.destination_port[i] = destination_port(transport);
}

bool decode_ipv4(Bytes packet, const TransportSet& selected, FiveTupleBatch& out, std::size_t i) noexcept {
  if (packet.size() < ipv4::kHeaderMin) return false;
  const std::byte* const at = packet.data();
  const std::size_t header = ipv4::header_size(*at);
  const std::size_t total = load_big<std::uint16_t>(at + ipv4::kTotalLength);
  // Segmentation offload leaves 0 for the device to fill in.
  const std::size_t end = total == 0 ? packet.size() : std::min(total, packet.size());
  if (header < ipv4::kHeaderMin || end < header + kPortsSize) return false;
  if ((load_big<std::uint16_t>(at + ipv4::kFlagsAndOffset) & ipv4::kOffsetMask) != 0) return false;
  const auto protocol = std::to_integer<std::uint8_t>(at[ipv4::kProtocol]);
  if (!selected.has(protocol)) return false;

  out.address_size[i] = ipv4::kAddressSize;
  out.protocol[i] = protocol;
  out.source[i] = {};
  out.destination[i] = {};
  std::memcpy(out.source[i].data(), at + ipv4::kSource, ipv4::kAddressSize);
  std::memcpy(out.destination[i].data(), at + ipv4::kDestination, ipv4::kAddressSize);
  store_ports(at + header, out, i);
  return true;
}

// Walks past all extension headers; false when one is truncated or says that this is a later fragment.
bool skip_extension_headers(Bytes packet, ipv6::Layer& layer) noexcept {
  // Each round moves on by at least 8 bytes, so the packet's size bounds the walk.
  while (ipv6::is_extension_header(layer.protocol)) {
    const ipv6::Layer header = layer;
    if (!ipv6::skip_extension_header(packet, layer)) return false;
    if (header.protocol != kFragment) continue;
    if ((load_big<std::uint16_t>(packet.data() + header.at + ipv6::kOffsetAndFlag) & ipv6::kOffsetMask) != 0) return false;
  }
  return true;
}

bool decode_ipv6(Bytes packet, const TransportSet& selected, FiveTupleBatch& out, std::size_t i) noexcept {
  if (packet.size() < ipv6::kHeaderSize) return false;
  const std::byte* const at = packet.data();
  const std::size_t end = std::min(ipv6::kHeaderSize + load_big<std::uint16_t>(at + ipv6::kPayloadLength), packet.size());
  ipv6::Layer layer = ipv6::first_layer(at);
  if (!selected.has(layer.protocol)) {
    if (!skip_extension_headers(packet.first(end), layer) || !selected.has(layer.protocol)) return false;
  }
  if (end - layer.at < kPortsSize) return false;

  out.address_size[i] = ipv6::kAddressSize;
  out.protocol[i] = layer.protocol;
  std::memcpy(out.source[i].data(), at + ipv6::kSource, ipv6::kAddressSize);
  std::memcpy(out.destination[i].data(), at + ipv6::kDestination, ipv6::kAddressSize);
  store_ports(at + layer.at, out, i);
  return true;
}

// For the portable kernel to inline.
inline bool decode(Bytes packet, const SelectedTransports& selected, FiveTupleBatch& out, std::size_t i) noexcept {
  if (packet.empty()) return false;
  switch (std::to_integer<std::uint8_t>(packet[0]) >> 4) {
    case 4: return decode_ipv4(packet, selected.ipv4, out, i);
    case 6: return decode_ipv6(packet, selected.ipv6, out, i);
    default: return false;
  }
}

}  // namespace

bool decode_five_tuple(Bytes packet, const SelectedTransports& selected, FiveTupleBatch& out, std::size_t i) noexcept {
  return decode(packet, selected, out, i);
}

void decode_five_tuples_portable(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) {
  const SelectedTransports selected(options);
  out.size = packets.size();
  for (std::size_t word = 0; word < out.mask.size(); ++word) {
    std::uint64_t bits = 0;
    const std::size_t end = std::min(packets.size(), 64 * (word + 1));
    for (std::size_t i = 64 * word; i < end; ++i) {
      bits |= std::uint64_t{decode(packets[i], selected, out, i)} << (i % 64);
    }
    out.mask[word] = bits;
  }
}

}  // namespace nmsgxx::packet
