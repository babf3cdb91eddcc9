#pragma once

#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dnsqr {

inline constexpr std::uint16_t kDnsPort = 53;
inline constexpr std::uint16_t kMulticastDnsPort = 5353;  // RFC 6762

/// Returns whether DNS or multicast DNS uses this UDP port.
constexpr bool is_dns_port(std::uint64_t port) noexcept {
  return port == kDnsPort || port == kMulticastDnsPort;
}

/// RFC 1035 4.1.2.  The name is in wire form, its case as it came; a view of the message.
struct Question {
  Bytes name;
  std::uint16_t type;
  std::uint16_t class_;
};

/// What of a DNS message decides about pairing (RFC 1035 4.1.1).
struct DnsHead {
  std::uint16_t id;
  std::uint16_t flags;
  std::optional<Question> question;  ///< when there is just one, and something behind the header

  bool response() const noexcept { return (flags & 0x8000) != 0; }
  bool recursion_desired() const noexcept { return (flags & 0x0100) != 0; }
  std::uint8_t rcode() const noexcept { return flags & 0xF; }
};

/// Nothing when the header or the question is cut, or the name is none: a question's name has no compression pointers.
std::optional<DnsHead> dns_head(Bytes message) noexcept;

}  // namespace nmsgxx::dnsqr
