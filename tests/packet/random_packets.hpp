#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "support/test_data.hpp"

// Packets that are nearly sound, and others that are not.
namespace nmsgxx::test {

using Random = std::mt19937_64;

inline const std::string kAddresses6 = "20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 00000002";

inline std::vector<std::vector<std::byte>> seeds() {
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

inline std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

inline std::byte octet(Random& random) {
  return static_cast<std::byte>(random() & 0xFF);
}

// A sound packet with a few octets changed, mostly in front where the lengths are, and perhaps cut or padded.
inline std::vector<std::byte> mutated(Random& random, std::vector<std::byte> packet) {
  for (std::size_t n = below(random, 4); n > 0; --n) {
    const std::size_t at = below(random, 1 + below(random, packet.size()));
    packet[at] = random() % 2 != 0 ? octet(random) : packet[at] ^ static_cast<std::byte>(1U << below(random, 8));
  }
  if (random() % 4 == 0) packet.resize(below(random, packet.size() + 16));
  return packet;
}

inline std::vector<std::byte> noise(Random& random) {
  std::vector<std::byte> packet(below(random, 128));
  for (std::byte& b : packet) b = octet(random);
  if (!packet.empty()) packet[0] = (packet[0] & std::byte{0x0F}) | (random() % 2 != 0 ? std::byte{0x40} : std::byte{0x60});
  return packet;
}

/// A packet of whatever kind.
inline std::vector<std::byte> any_packet(Random& random, const std::vector<std::vector<std::byte>>& sound) {
  return random() % 8 == 0 ? noise(random) : mutated(random, sound[below(random, sound.size())]);
}

}  // namespace nmsgxx::test
