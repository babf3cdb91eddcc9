#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

#include "message/schema/scratch.hpp"
#include "message/types/derived_fields.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_fragment.hpp"
#include "packet/udp_checksum.hpp"
#include "proto/dnsqr.pb.h"

namespace nmsgxx::message::dnsqr {
namespace {

using nmsg::base::DnsQR;

SlotIndex slot_of(const MessageFields& fields, int number) {
  return fields.layout().levels.front().find(static_cast<std::uint32_t>(number));
}

const Value& required(const MessageFields& fields, int number) {
  return fields.value(slot_of(fields, number));
}

std::size_t count(const MessageFields& fields, int number) {
  return fields.count(slot_of(fields, number));
}

std::int64_t signed_value(const Value& value) {
  return static_cast<std::int64_t>(value.number);
}

/// Lists the packets of a repeated field.
std::span<const Bytes> packets(const MessageFields& fields, int number, Scratch& scratch) {
  scratch.packets.clear();
  fields.for_each(slot_of(fields, number), [&](const Value& value) { scratch.packets.push_back(value.bytes); });
  return scratch.packets;
}

std::optional<packet::IpVersion> version_of_address(Bytes address) {
  if (address.size() == 4) return packet::IpVersion::v4;
  if (address.size() == 16) return packet::IpVersion::v6;
  return std::nullopt;
}

std::optional<Value> payload_of_packet(Bytes packet, std::optional<packet::IpVersion> version) {
  const auto ip = version ? packet::parse_ip(*version, packet) : std::nullopt;
  const auto udp = ip && ip->fragment == packet::Fragment::none ? packet::parse_udp(*ip) : std::nullopt;
  if (!udp) return std::nullopt;
  return Value{.bytes = udp->payload};
}

// Not nmsgxx::Time: the nanoseconds of these fields are signed.
struct SignedTime {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};

double seconds_between(const SignedTime& from, const SignedTime& to) {
  std::int64_t seconds = to.seconds - from.seconds;
  std::int64_t nanoseconds = to.nanoseconds - from.nanoseconds;
  if (nanoseconds < 0) {
    --seconds;
    nanoseconds += 1'000'000'000;
  }
  return static_cast<double>(seconds) + static_cast<double>(nanoseconds) / 1e9;
}

}  // namespace

// The longest delay, when there are several responses.
std::optional<Value> delay(const MessageFields& fields, Scratch& scratch) {
  if (required(fields, DnsQR::kTypeFieldNumber).number != DnsQR::UDP_QUERY_RESPONSE) return std::nullopt;
  const std::size_t responses = count(fields, DnsQR::kResponseTimeSecFieldNumber);
  if (count(fields, DnsQR::kQueryTimeSecFieldNumber) != 1 || count(fields, DnsQR::kQueryTimeNsecFieldNumber) != 1 ||
      responses == 0 || count(fields, DnsQR::kResponseTimeNsecFieldNumber) != responses) {
    return std::nullopt;
  }
  const SignedTime query{signed_value(required(fields, DnsQR::kQueryTimeSecFieldNumber)),
                         signed_value(required(fields, DnsQR::kQueryTimeNsecFieldNumber))};
  auto& seconds = scratch.numbers;
  seconds.clear();
  fields.for_each(slot_of(fields, DnsQR::kResponseTimeSecFieldNumber),
                  [&](const Value& value) { seconds.push_back(signed_value(value)); });
  double longest = responses == 1 ? -std::numeric_limits<double>::infinity() : 0;
  std::size_t i = 0;
  fields.for_each(slot_of(fields, DnsQR::kResponseTimeNsecFieldNumber), [&](const Value& value) {
    longest = std::max(longest, seconds_between(query, {seconds[i++], signed_value(value)}));
  });
  return Value{.number = std::bit_cast<std::uint64_t>(longest)};
}

std::optional<Value> udp_checksum(const MessageFields& fields, Scratch& scratch) {
  const auto responses = packets(fields, DnsQR::kResponsePacketFieldNumber, scratch);
  if (responses.empty()) return std::nullopt;
  if (const Value* stored = fields.find(DnsQR::kUdpChecksumFieldNumber)) return *stored;
  const Value* zeroed = fields.find(DnsQR::kResolverAddressZeroedFieldNumber);
  if (zeroed != nullptr && zeroed->number != 0) return Value{.number = DnsQR::ERROR};
  return Value{.number = static_cast<std::uint64_t>(packet::udp_checksum(responses))};
}

std::optional<Value> query(const MessageFields& fields, Scratch& scratch) {
  const auto queries = packets(fields, DnsQR::kQueryPacketFieldNumber, scratch);
  if (queries.size() != 1) return std::nullopt;
  return payload_of_packet(queries.front(), version_of_address(required(fields, DnsQR::kQueryIpFieldNumber).bytes));
}

std::optional<Value> response(const MessageFields& fields, Scratch& scratch) {
  const auto responses = packets(fields, DnsQR::kResponsePacketFieldNumber, scratch);
  const Bytes address = required(fields, DnsQR::kResponseIpFieldNumber).bytes;
  if (responses.empty() || address.empty()) return std::nullopt;
  if (responses.size() == 1) return payload_of_packet(responses.front(), version_of_address(address));
  if (!packet::reassemble(responses, scratch.packet)) return std::nullopt;
  return payload_of_packet(scratch.packet, packet::ip_version(scratch.packet));
}

}  // namespace nmsgxx::message::dnsqr
