#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// The most packets of one batch.
inline constexpr std::size_t kBatchSize = 256;

/// IP protocol numbers of transports that begin with their ports (IANA, Assigned Internet Protocol Numbers).
enum class Transport : std::uint8_t { tcp = 6, udp = 17, dccp = 33, sctp = 132, udplite = 136 };

/// The five-tuples of a batch of packets, with one array for each part.
///
/// Entry i belongs to packet i and is defined where valid(i).  Addresses are as on the wire; an IPv4 address has the first four
/// bytes, and the others are zero.
struct FiveTupleBatch {
  using Address = std::array<std::byte, 16>;

  std::size_t size = 0;
  std::array<std::uint64_t, kBatchSize / 64> mask{};  ///< bit i % 64 of word i / 64: packet i has a five-tuple
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

/// Which packets are decoded.
struct DecodeOptions {
  bool ipv4 = true;
  bool ipv6 = true;
  bool all_transports = false;  ///< SCTP, DCCP and UDP-Lite, in addition to TCP and UDP
};

/// Decodes IP packets, each of which begins with its IP header.
///
/// A packet has a five-tuple when its outermost IP header is sound, carries a transport that the options select (IPv6: also
/// after hop-by-hop, routing, destination, fragment and authentication headers), and holds the four bytes of the ports.  Later
/// fragments and jumbograms have none.  Checksums and the rest of the transport's header are ignored.
///
/// Bytes after the length that the IP header gives are padding.  A length beyond the packet's end counts as that end, and an
/// IPv4 total length of 0 (segmentation offload) as the whole packet.  Any bytes are safe; nothing outside the packets is read.
///
/// The fastest kernel for this processor does the work.  The environment variable NMSGXX_KERNEL (avx512, avx2, sse4, neon or
/// portable) selects another one that this processor can run.  All produce the same.
///
/// Facts:   RFC 791 3.1, RFC 8200 3 and 4, RFC 4302 2.
/// Threads: any, each with its own batch.
/// @param packets  at most kBatchSize
void decode_five_tuples(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) noexcept;

}  // namespace nmsgxx
