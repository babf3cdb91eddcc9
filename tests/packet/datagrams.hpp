#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "support/test_data.hpp"

// UDP datagrams, and the IP packets and fragments that carry them.
namespace nmsgxx::test {

using Octets = std::vector<std::byte>;

inline void set16(Octets& bytes, std::size_t at, std::size_t n) {
  bytes.at(at) = static_cast<std::byte>(n >> 8);
  bytes.at(at + 1) = static_cast<std::byte>(n);
}

inline Octets joined(std::initializer_list<Bytes> parts) {
  Octets out;
  for (const Bytes part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

/// Returns the Internet checksum (RFC 1071), computed word by word.
inline std::uint16_t checksum(Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += static_cast<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    sum = (sum & 0xFFFF) + (sum >> 16);
  }
  return static_cast<std::uint16_t>(~sum);
}

/// Returns a packet with one byte changed.
inline Octets with(Octets packet, std::size_t at, std::uint8_t byte) {
  packet.at(at) = std::byte{byte};
  return packet;
}

inline const Octets kIpv4Addresses = unhex("C0000201 C0000202");
inline const Octets kIpv6Addresses = unhex("20010DB8000000000000000000000001 20010DB8000000000000000000000002");

/// Returns a UDP datagram from port 53 to 4000 with a correct checksum.
inline Octets udp(Bytes addresses, Bytes payload) {
  Octets out = joined({unhex("0035 0FA0 0000 0000"), payload});
  set16(out, 4, out.size());
  Octets pseudo = joined({addresses, unhex("0011 0000"), out});
  set16(pseudo, addresses.size() + 2, out.size());
  set16(out, 6, checksum(pseudo));
  return out;
}

inline constexpr std::size_t kMore = 0x2000;  // the flag of IPv4 fragments that others follow

/// @param place  the offset in blocks of 8 bytes, and the flags
inline Octets ipv4(std::size_t place, Bytes data, std::string_view options = "") {
  Octets header = joined({unhex("45000000 00070000 40110000"), kIpv4Addresses, unhex(options)});
  header[0] = static_cast<std::byte>(0x40 + header.size() / 4);
  set16(header, 2, header.size() + data.size());
  set16(header, 6, place);
  set16(header, 10, checksum(header));
  return joined({header, data});
}

/// @param chain  the extension headers
inline Octets ipv6(std::uint8_t next, Bytes chain, Bytes data) {
  Octets out = joined({unhex("60000000 0000 00 40"), kIpv6Addresses, chain, data});
  set16(out, 4, out.size() - 40);
  out[6] = std::byte{next};
  return out;
}

/// @param place  the offset in bytes, and the flag
inline Octets fragment_header(std::size_t place) {
  Octets out = unhex("1100 0000 00000007");
  set16(out, 2, place);
  return out;
}

inline Octets ipv6_fragment(std::size_t place, Bytes data) {
  return ipv6(44, fragment_header(place), data);
}

// The data of a datagram in three fragments, and of all.
inline const Octets kA = unhex("4141414141414141");
inline const Octets kB = unhex("4242424242424242");
inline const Octets kEnd = unhex("434343");
inline const Octets kAll = joined({kA, kB, kEnd});

inline std::vector<Bytes> views(const std::vector<Octets>& packets) {
  return {packets.begin(), packets.end()};
}

}  // namespace nmsgxx::test
