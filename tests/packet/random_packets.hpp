#pragma once

#include <string>
#include <vector>

#include "support/random.hpp"
#include "support/test_data.hpp"

// Packets that are sound, nearly sound, or random.
namespace nmsgxx::test {

inline const std::string kAddresses6 = "20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 00000002";

/// Returns sound packets: IPv4 with and without options, IPv6 with and without several extension headers.
inline std::vector<Octets> seeds() {
  const std::string ports = "00350FA0 000C0000 61626364";
  return {
      unhex("45000020 00010000 40110000 C0000201 C0000202" + ports),
      unhex("46000024 00010000 40060000 C0000201 C0000202 94040000" + ports),
      unhex("60000000 000C1140" + kAddresses6 + ports),
      unhex("60000000 001C0040" + kAddresses6 + "3C00050200000100 0600010400000000" + ports),
      unhex("60000000 00202C40" + kAddresses6 + "3300000100000007 11010000 00000001 00000001" + ports),
      unhex("60000000 00142B40" + kAddresses6 + "8400FE0000000000" + ports),
  };
}

/// Changes a few bytes of a packet, mostly near its start where the lengths are, and perhaps truncates or pads it.
inline Octets damaged(Random& random, Octets packet) {
  for (std::size_t n = below(random, 4); n > 0; --n) {
    const std::size_t at = below(random, 1 + below(random, packet.size()));
    packet[at] = random() % 2 != 0 ? octet(random) : packet[at] ^ static_cast<std::byte>(1U << below(random, 8));
  }
  if (one_in(random, 4)) packet.resize(below(random, packet.size() + 16));
  return packet;
}

/// Returns random bytes that begin with an IP version.
inline Octets random_packet(Random& random) {
  Octets packet = noise(random, below(random, 128));
  if (!packet.empty()) packet[0] = (packet[0] & std::byte{0x0F}) | (random() % 2 != 0 ? std::byte{0x40} : std::byte{0x60});
  return packet;
}

inline Octets any_packet(Random& random, const std::vector<Octets>& sound) {
  return one_in(random, 8) ? random_packet(random) : damaged(random, sound[below(random, sound.size())]);
}

}  // namespace nmsgxx::test
