#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "packet/datagrams.hpp"

// DNS messages, and the IP packets that carry them.
namespace nmsgxx::test {

inline void append16(Octets& out, std::size_t n) {
  out.push_back(static_cast<std::byte>(n >> 8));
  out.push_back(static_cast<std::byte>(n));
}

/// Converts a name such as "www.example" to wire form.
inline Octets wire_name(std::string_view text) {
  Octets out;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(text.size(), label.size() + 1));
    out.push_back(static_cast<std::byte>(label.size()));
    for (const char c : label) out.push_back(static_cast<std::byte>(c));
  }
  out.push_back({});
  return out;
}

constexpr std::uint16_t kResponse = 0x8000;
constexpr std::uint16_t kRecursionDesired = 0x0100;

/// Returns a header and a question of type A and class IN; without a name there is no question.
inline Octets dns(std::uint16_t id, std::uint16_t flags, std::string_view name) {
  Octets out;
  for (const std::size_t n :
       {std::size_t{id}, std::size_t{flags}, std::size_t{!name.empty()}, std::size_t{}, std::size_t{}, std::size_t{}}) {
    append16(out, n);
  }
  if (name.empty()) return out;
  const Octets wire = wire_name(name == "." ? "" : name);
  out.insert(out.end(), wire.begin(), wire.end());
  append16(out, 1);
  append16(out, 1);
  return out;
}

inline Octets udp_between(std::uint16_t from, std::uint16_t to, Bytes payload) {
  Octets out;
  append16(out, from);
  append16(out, to);
  append16(out, 8 + payload.size());
  append16(out, 0);
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

/// Returns the IPv4 packet of a query from 192.0.2.1 to 192.0.2.2.
inline Octets query(std::uint16_t id, std::string_view name, std::uint16_t port = 4000, std::uint16_t flags = 0) {
  return ipv4(0, udp_between(port, 53, dns(id, flags, name)));
}

/// Exchanges the addresses, as for a response.
inline Octets swapped(Octets packet) {
  std::swap_ranges(packet.begin() + 12, packet.begin() + 16, packet.begin() + 16);
  return packet;
}

inline Octets response(std::uint16_t id, std::string_view name, std::uint16_t port = 4000, std::uint16_t flags = 0) {
  return swapped(ipv4(0, udp_between(53, port, dns(id, kResponse | flags, name))));
}

}  // namespace nmsgxx::test
