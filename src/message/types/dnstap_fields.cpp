#include <cstdint>

#include "base/endian.hpp"
#include "dns/name.hpp"
#include "message/schema/message_fields.hpp"
#include "message/types/derived_fields.hpp"
#include "proto/dnsobs.pb.h"
#include "proto/dnstap.pb.h"

namespace nmsgxx::message {
namespace {

using Event = ::dnstap::Message;

std::optional<Value> embedded(const MessageFields& fields, int number) {
  const Value* value = fields.find_embedded(static_cast<std::uint32_t>(number));
  if (value == nullptr) return std::nullopt;
  return *value;
}

// An event shows an absent socket field with the first value of its enumeration.
std::optional<Value> embedded_or_first(const MessageFields& fields, int number) {
  if (fields.find(::dnstap::Dnstap::kMessageFieldNumber) == nullptr) return std::nullopt;
  const auto value = embedded(fields, number);
  return value ? value : Value{.number = 1};
}

/// Returns the DNS message whose question the event is about: the query, or else the response.
Bytes dns_message(const MessageFields& fields) {
  auto message = embedded(fields, Event::kQueryMessageFieldNumber);
  if (!message) message = embedded(fields, Event::kResponseMessageFieldNumber);
  return message ? message->bytes : Bytes{};
}

constexpr std::size_t kHeaderSize = 12;  // RFC 1035, section 4.1.1

std::optional<Value> number_at(Bytes bytes, std::size_t offset) {
  if (bytes.size() < offset + 2) return std::nullopt;
  return Value{.number = base::load_big<std::uint16_t>(bytes.data() + offset)};
}

/// Returns the message from its question on, when it has exactly one question.
Bytes question(const MessageFields& fields) {
  const Bytes message = dns_message(fields);
  if (message.size() <= kHeaderSize || number_at(message, 4)->number != 1) return {};
  return message.subspan(kHeaderSize);
}

std::optional<Value> number_after_name(const MessageFields& fields, std::size_t offset) {
  const Bytes bytes = question(fields);
  return bytes.empty() ? std::nullopt : number_at(bytes, dns::name_size(bytes) + offset);
}

}  // namespace

namespace dnstap {

std::optional<Value> socket_family(const MessageFields& fields, Scratch&) {
  return embedded_or_first(fields, Event::kSocketFamilyFieldNumber);
}

std::optional<Value> socket_protocol(const MessageFields& fields, Scratch&) {
  return embedded_or_first(fields, Event::kSocketProtocolFieldNumber);
}

std::optional<Value> query_message(const MessageFields& fields, Scratch&) {
  return embedded(fields, Event::kQueryMessageFieldNumber);
}

std::optional<Value> response_message(const MessageFields& fields, Scratch&) {
  return embedded(fields, Event::kResponseMessageFieldNumber);
}

std::optional<Value> id(const MessageFields& fields, Scratch&) {
  const Bytes message = dns_message(fields);
  return message.size() < kHeaderSize ? std::nullopt : number_at(message, 0);
}

std::optional<Value> qname(const MessageFields& fields, Scratch&) {
  const Bytes bytes = question(fields);
  if (bytes.empty()) return std::nullopt;
  return Value{.bytes = bytes.first(dns::name_size(bytes))};
}

std::optional<Value> qclass(const MessageFields& fields, Scratch&) {
  return number_after_name(fields, 2);
}

std::optional<Value> qtype(const MessageFields& fields, Scratch&) {
  return number_after_name(fields, 0);
}

std::optional<Value> rcode(const MessageFields& fields, Scratch&) {
  const Bytes message = dns_message(fields);
  if (message.size() < kHeaderSize) return std::nullopt;
  return Value{.number = number_at(message, 2)->number & 0xF};
}

}  // namespace dnstap

namespace dnsobs {

std::optional<Value> response(const MessageFields& fields, Scratch&) {
  const Value* response = fields.find(nmsg::base::DnsObs::kResponseFieldNumber);
  if (response == nullptr) return std::nullopt;
  return *response;
}

}  // namespace dnsobs
}  // namespace nmsgxx::message
