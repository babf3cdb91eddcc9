#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dns {

inline constexpr std::uint16_t kDnsPort = 53;
inline constexpr std::uint16_t kMulticastDnsPort = 5353;  // RFC 6762

/// Returns whether DNS or multicast DNS uses this UDP port.
constexpr bool is_dns_port(std::uint64_t port) noexcept {
  return port == kDnsPort || port == kMulticastDnsPort;
}

/// A question (RFC 1035, section 4.1.2).  The name is a view of the message in wire form, with the case of its letters kept.
struct Question {
  Bytes name;
  std::uint16_t type;
  std::uint16_t class_;
};

/// The size of the header that every message begins with (RFC 1035, section 4.1.1).
inline constexpr std::size_t kDnsHeaderSize = 12;

/// The parts of a DNS message that pair queries with responses.
struct DnsHeader {
  std::uint16_t id;
  std::uint16_t flags;
  std::optional<Question> question;  ///< absent when the header does not count one question, or nothing follows it

  bool response() const noexcept { return (flags & 0x8000) != 0; }
  bool recursion_desired() const noexcept { return (flags & 0x0100) != 0; }
  std::uint8_t rcode() const noexcept { return flags & 0xF; }
};

/// Parses the header and the question of a message.
///
/// @return nothing when they are truncated or the name is malformed: the name of a question has no compression pointers
std::optional<DnsHeader> parse_dns_header(Bytes message) noexcept;

}  // namespace nmsgxx::dns
