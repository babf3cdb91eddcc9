#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// Most packets of one batch.
inline constexpr std::size_t kBatchSize = 256;

/// IP protocol numbers with ports in their first four octets (IANA, Assigned Internet Protocol Numbers).
enum class Transport : std::uint8_t { tcp = 6, udp = 17, dccp = 33, sctp = 132, udplite = 136 };

/// 5-tuples of a batch of packets, one array for each part.  Entry i belongs to packet i and means something only where
/// valid(i).  Addresses are as on the wire; an IPv4 address is the first four octets and the rest are zero.
struct FiveTupleBatch {
  using Address = std::array<std::byte, 16>;

  std::size_t size = 0;
  std::array<std::uint64_t, kBatchSize / 64> mask{};  ///< bit i % 64 of word i / 64: packet i has a 5-tuple
  std::array<std::uint8_t, kBatchSize> address_size;  ///< 4 or 16
  std::array<std::uint8_t, kBatchSize> protocol;
  std::array<std::uint16_t, kBatchSize> source_port;  ///< host order
  std::array<std::uint16_t, kBatchSize> destination_port;
  alignas(64) std::array<Address, kBatchSize> source;
  alignas(64) std::array<Address, kBatchSize> destination;

  bool valid(std::size_t i) const noexcept { return (mask[i / 64] >> (i % 64) & 1) != 0; }
  Bytes source_address(std::size_t i) const noexcept { return {source[i].data(), address_size[i]}; }
  Bytes destination_address(std::size_t i) const noexcept { return {destination[i].data(), address_size[i]}; }
};

/// Which packets have a 5-tuple.
struct DecodeOptions {
  bool ipv4 = true;
  bool ipv6 = true;
  bool all_transports = false;  ///< SCTP, DCCP and UDP-Lite besides TCP and UDP
};

/// Decodes IP packets, each from its first header octet.  A packet has a 5-tuple when its outermost IP header is sound,
/// carries a wanted transport (IPv6: also behind hop-by-hop, routing, destination, fragment and authentication headers),
/// and the four octets of the ports are in this packet: later fragments have none.  Of the transport's header nothing else
/// is looked at.
///
/// Octets behind the length that the IP header gives are padding; a length beyond the packet's end counts as that end, and
/// an IPv4 total length of 0 (segmentation offload) as all of the packet.  Checksums are not looked at.  Jumbograms have
/// no 5-tuple.  Never reads outside a packet; any octets are safe.
///
/// The best kernel for this processor does it; the environment's NMSGXX_KERNEL (avx512, avx2, sse4, neon, portable) names
/// another, if this processor runs it.  All give the same.
///
/// @param packets  at most kBatchSize
/// Facts: RFC 791 3.1, RFC 8200 3 and 4, RFC 4302 2.
void decode_five_tuples(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) noexcept;

}  // namespace nmsgxx
