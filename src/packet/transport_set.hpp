#pragma once

#include <array>
#include <cstdint>

#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx::packet {

/// Wanted transports, as a bit for each IP protocol number: one load tells, whatever the mix of protocols.
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

/// The transports wanted of either version; empty for a version that is not wanted.
struct Wanted {
  explicit Wanted(const DecodeOptions& options) noexcept {
    TransportSet all;
    all.add(Transport::tcp);
    all.add(Transport::udp);
    if (options.all_transports) {
      for (Transport more : {Transport::dccp, Transport::sctp, Transport::udplite}) all.add(more);
    }
    if (options.ipv4) ipv4 = all;
    if (options.ipv6) ipv6 = all;
  }

  TransportSet ipv4;
  TransportSet ipv6;
};

}  // namespace nmsgxx::packet
