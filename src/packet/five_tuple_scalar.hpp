#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "nmsgxx/five_tuple.hpp"

// Decodes one packet at a time: all that the portable kernel does, and what the vector kernels cannot decide.
namespace nmsgxx::packet {

/// A set of IP protocol numbers.  Whatever it contains, a lookup is one load without a branch.
class TransportSet {
 public:
  void add(Transport transport) noexcept {
    const auto number = static_cast<std::uint8_t>(transport);
    bits_[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  bool has(std::uint8_t protocol) const noexcept { return (bits_[protocol / 64] >> (protocol % 64) & 1) != 0; }

 private:
  std::array<std::uint64_t, 4> bits_{};
};

/// The transports that DecodeOptions select for each IP version; none for a version that is off.
struct SelectedTransports {
  explicit SelectedTransports(const DecodeOptions& options) noexcept {
    TransportSet all;
    all.add(Transport::tcp);
    all.add(Transport::udp);
    if (options.all_transports) {
      for (const Transport more : {Transport::dccp, Transport::sctp, Transport::udplite}) all.add(more);
    }
    if (options.ipv4) ipv4 = all;
    if (options.ipv6) ipv6 = all;
  }

  TransportSet ipv4;
  TransportSet ipv6;
};

/// Decodes a packet into entry `i` of a batch, but for its bit in the mask.
///
/// @return false when the packet has no five-tuple; the entry may be partly written then
bool decode_five_tuple(Bytes packet, const SelectedTransports& selected, FiveTupleBatch& out, std::size_t i) noexcept;

}  // namespace nmsgxx::packet
