#pragma once

#include "message/schema/schema_layout.hpp"

// The getters of derived fields, which types compute from other fields.  Each has the name of its field.
namespace nmsgxx::message {

namespace ncap {
std::optional<Value> srcip(const MessageFields& fields, Scratch& scratch);
std::optional<Value> dstip(const MessageFields& fields, Scratch& scratch);
std::optional<Value> srcport(const MessageFields& fields, Scratch& scratch);
std::optional<Value> dstport(const MessageFields& fields, Scratch& scratch);
std::optional<Value> proto(const MessageFields& fields, Scratch& scratch);
std::optional<Value> dns(const MessageFields& fields, Scratch& scratch);
}  // namespace ncap

namespace dnsqr {
std::optional<Value> delay(const MessageFields& fields, Scratch& scratch);
std::optional<Value> udp_checksum(const MessageFields& fields, Scratch& scratch);
std::optional<Value> query(const MessageFields& fields, Scratch& scratch);
std::optional<Value> response(const MessageFields& fields, Scratch& scratch);
}  // namespace dnsqr

namespace dnstap {
std::optional<Value> socket_family(const MessageFields& fields, Scratch& scratch);
std::optional<Value> socket_protocol(const MessageFields& fields, Scratch& scratch);
std::optional<Value> query_message(const MessageFields& fields, Scratch& scratch);
std::optional<Value> response_message(const MessageFields& fields, Scratch& scratch);
std::optional<Value> id(const MessageFields& fields, Scratch& scratch);
std::optional<Value> qname(const MessageFields& fields, Scratch& scratch);
std::optional<Value> qclass(const MessageFields& fields, Scratch& scratch);
std::optional<Value> qtype(const MessageFields& fields, Scratch& scratch);
std::optional<Value> rcode(const MessageFields& fields, Scratch& scratch);
}  // namespace dnstap

namespace dnsobs {
std::optional<Value> response(const MessageFields& fields, Scratch& scratch);
}  // namespace dnsobs

}  // namespace nmsgxx::message
