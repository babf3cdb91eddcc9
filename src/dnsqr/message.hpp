#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dns/dns_head.hpp"
#include "dnsqr/flow.hpp"
#include "dnsqr/query_table.hpp"
#include "nmsgxx/time.hpp"
#include "packet/udp_checksum.hpp"

// Encodes base:dnsqr (proto/dnsqr.proto), field by field in the order of their numbers, as libnmsg does.
namespace nmsgxx::dnsqr {

enum class Kind : std::uint8_t {
  query_response = 1,
  unanswered_query = 2,
  unsolicited_response = 3,
  tcp = 4,
  icmp = 5,
  query_only = 6,
  response_only = 7,
};

/// An IP packet as it came.
struct TimedPacket {
  Bytes octets;
  Time time;
};

/// What a message says; what it does not say is empty.
struct Message {
  Kind kind;
  std::uint8_t protocol = 17;
  Flow flow{};
  std::optional<Question> question{};
  std::optional<std::uint8_t> rcode{};
  Bytes query_fields{};  ///< from append_query_fields()
  std::span<const TimedPacket> responses{};
  Bytes tcp{};
  Bytes icmp{};
  std::optional<double> timeout{};  ///< seconds
  std::optional<packet::UdpChecksum> checksum{};
  bool zeroed = false;
};

void append_query_fields(std::span<const TimedPacket> packets, std::vector<std::byte>& out);
void append_message(const Message& message, std::vector<std::byte>& out);

}  // namespace nmsgxx::dnsqr
