#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dns/dns_header.hpp"
#include "dnsqr/dns_packet.hpp"
#include "dnsqr/flow.hpp"
#include "packet/ip_header.hpp"
#include "packet/udp_checksum.hpp"

// Encodes base:dnsqr (proto/dnsqr.proto) without the protobuf library, fields in ascending order as libnmsg does.
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

/// The content of a message; fields that are empty are left out.
struct Message {
  Kind kind;
  std::uint8_t protocol = packet::kUdp;
  Flow flow{};
  std::optional<dns::Question> question{};
  std::optional<std::uint8_t> rcode{};
  Bytes query_fields{};  ///< from append_query_fields()
  std::span<const TimedPacket> responses{};
  Bytes tcp{};
  Bytes icmp{};
  std::optional<double> timeout{};  ///< seconds
  std::optional<packet::UdpChecksum> checksum{};
  bool zeroed = false;
};

/// Appends the fields of a query's packets, which the table keeps until the message is complete.
void append_query_fields(std::span<const TimedPacket> packets, std::vector<std::byte>& out);
void append_message(const Message& message, std::vector<std::byte>& out);

}  // namespace nmsgxx::dnsqr
