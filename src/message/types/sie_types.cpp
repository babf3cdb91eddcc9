#include "message/schema/schema_layout.hpp"
#include "proto/delay.pb.h"
#include "proto/dnsdedupe.pb.h"
#include "proto/dnsnx.pb.h"
#include "proto/newdomain.pb.h"
#include "proto/qr.pb.h"
#include "proto/reputation.pb.h"

// The 6 types of vendor 2, as in base_types.cpp.
namespace nmsgxx::message {
namespace {

namespace sie = nmsg::sie;
using enum FieldKind;

constexpr FieldRow kDnsdedupe[] = {
    {"type", enumeration},
    {"count", uint32},
    {"time_first", uint32, ValueFormat::clock},
    {"time_last", uint32, ValueFormat::clock},
    {"zone_time_first", uint32, ValueFormat::clock},
    {"zone_time_last", uint32, ValueFormat::clock},
    {"response_ip", address},
    {"bailiwick", bytes, ValueFormat::dns_name},
    {"rrname", bytes, ValueFormat::dns_name},
    {"rrclass", uint16, ValueFormat::sie_rrclass},
    {"rrtype", uint16, ValueFormat::rrtype},
    {"rrttl", uint32},
    {"rdata", bytes, ValueFormat::rdata},
    {"response", bytes, ValueFormat::dns_text},
};

constexpr FieldRow kReputation[] = {
    {"type", enumeration}, {"tag", string},    {"value", string},      {"address", address}, {"netmask", address},
    {"host", string},      {"domain", string}, {"nameserver", string}, {"uri", string},      {"port", uint32},
};

constexpr FieldRow kQr[] = {{"type", enumeration}, {"text", string}, {"num_response", uint32}, {"more_available", uint32}};

constexpr FieldRow kDelay[] = {{"query_ip", address}, {"response_ip", address}, {"delay", real}, {"response_time_sec", int64}};

constexpr FieldRow kNewdomain[] = {
    {"domain", bytes, ValueFormat::dns_name},
    {"time_seen", uint32, ValueFormat::clock},
    {"type", enumeration},
    {"count", uint32},
    {"time_first", uint32, ValueFormat::clock},
    {"time_last", uint32, ValueFormat::clock},
    {"zone_time_first", uint32, ValueFormat::clock},
    {"zone_time_last", uint32, ValueFormat::clock},
    {"response_ip", address},
    {"bailiwick", bytes, ValueFormat::dns_name},
    {"rrname", bytes, ValueFormat::dns_name},
    {"rrclass", uint16, ValueFormat::sie_rrclass},
    {"rrtype", uint16, ValueFormat::rrtype},
    {"rrttl", uint32},
    {"rdata", bytes, ValueFormat::rdata},
    {"response", bytes, ValueFormat::dns_text},
    {"keys", string},
    {"new_domain", boolean},
    {"new_rrname", boolean},
    {"new_rrtype", boolean},
    {"new_rr", boolean},
    {"new_rrset", boolean},
};

constexpr FieldRow kDnsnx[] = {
    {"qname", bytes, ValueFormat::dns_name},
    {"qclass", uint16, ValueFormat::sie_rrclass},
    {"qtype", uint16, ValueFormat::rrtype},
    {"response_ip", address},
    {"soa_rrname", bytes, ValueFormat::dns_name},
    {"response_time_sec", int64, ValueFormat::plain, nullptr, false},
    {"response_time_nsec", int32, ValueFormat::plain, nullptr, false},
};

constexpr TypeRow kTypes[] = {
    {{2, 1}, sie::DnsDedupe::descriptor, kDnsdedupe},
    {{2, 2}, sie::Reputation::descriptor, kReputation},
    {{2, 3}, sie::QR::descriptor, kQr},
    {{2, 4}, sie::Delay::descriptor, kDelay},
    {{2, 5}, sie::NewDomain::descriptor, kNewdomain},
    {{2, 6}, sie::DnsNX::descriptor, kDnsnx},
};

}  // namespace

std::span<const TypeRow> sie_types() noexcept {
  return kTypes;
}

}  // namespace nmsgxx::message
