#include "message/schema/schema_layout.hpp"
#include "message/types/derived_fields.hpp"
#include "nmsgxx/registry.hpp"
#include "proto/delay.pb.h"
#include "proto/dns.pb.h"
#include "proto/dnsdedupe.pb.h"
#include "proto/dnsnx.pb.h"
#include "proto/dnsobs.pb.h"
#include "proto/dnsqr.pb.h"
#include "proto/dnstap.pb.h"
#include "proto/email.pb.h"
#include "proto/encode.pb.h"
#include "proto/http.pb.h"
#include "proto/ipconn.pb.h"
#include "proto/linkpair.pb.h"
#include "proto/logline.pb.h"
#include "proto/ncap.pb.h"
#include "proto/newdomain.pb.h"
#include "proto/packet.pb.h"
#include "proto/pkt.pb.h"
#include "proto/qr.pb.h"
#include "proto/reputation.pb.h"
#include "proto/xml.pb.h"

// The 14 types of vendor base and the 6 types of vendor SIE, each with its fields in the order in which nmsgtool shows them
// (docs/wire-format.md, "Message types").
namespace nmsgxx {
namespace message {
namespace {

namespace base = nmsg::base;
namespace sie = nmsg::sie;
using enum FieldKind;
using Format = ValueFormat;

constexpr bool kUnpresented = false;

constexpr FieldRow kNcap[] = {
    {"type", enumeration},
    {"ltype", enumeration, Format::plain, nullptr, kUnpresented},
    {"srcip", address, Format::plain, ncap::srcip},
    {"dstip", address, Format::plain, ncap::dstip},
    {"lint0", uint32, Format::plain, nullptr, kUnpresented},
    {"lint1", uint32, Format::plain, nullptr, kUnpresented},
    {"srcport", uint16, Format::plain, ncap::srcport},
    {"dstport", uint16, Format::plain, ncap::dstport},
    {"proto", uint16, Format::plain, ncap::proto},
    {"payload", bytes, Format::ncap},
    {"dns", bytes, Format::plain, ncap::dns, kUnpresented},
};

constexpr FieldRow kEmail[] = {
    {"type", enumeration}, {"headers", lines}, {"srcip", address},  {"srchost", string}, {"helo", string},
    {"from", string},      {"rcpt", string},   {"bodyurl", string}, {"body", lines},
};

constexpr FieldRow kLinkpair[] = {{"type", enumeration}, {"src", string}, {"dst", string}, {"headers", lines}};

constexpr FieldRow kHttp[] = {
    {"type", enumeration}, {"srcip", address},     {"srchost", string},   {"srcport", uint16},    {"dstip", address},
    {"dstport", uint16},   {"request", lines},     {"p0f_genre", string}, {"p0f_detail", string}, {"p0f_dist", int16},
    {"p0f_link", string},  {"p0f_tos", string},    {"p0f_fw", uint16},    {"p0f_nat", uint16},    {"p0f_real", uint16},
    {"p0f_score", int16},  {"p0f_mflags", uint16}, {"p0f_uptime", int32},
};

constexpr FieldRow kIpconn[] = {
    {"proto", uint16}, {"srcip", address}, {"srcport", uint16}, {"dstip", address}, {"dstport", uint16},
};

constexpr FieldRow kLogline[] = {{"category", string}, {"message", string}};

constexpr FieldRow kDns[] = {
    {"qname", bytes, Format::dns_name},  {"qclass", uint16, Format::rrclass},
    {"qtype", uint16, Format::rrtype},   {"section", uint16},
    {"rrname", bytes, Format::dns_name}, {"rrclass", uint16, Format::rrclass},
    {"rrtype", uint16, Format::rrtype},  {"rrttl", uint32},
    {"rdata", bytes, Format::rdata},
};

constexpr FieldRow kPkt[] = {{"len_frame", uint32}, {"payload", bytes}};

constexpr FieldRow kDnsqr[] = {
    {"type", enumeration},
    {"query_ip", address},
    {"response_ip", address},
    {"proto", uint16, Format::protocol},
    {"query_port", uint16},
    {"response_port", uint16},
    {"id", uint16},
    {"qname", bytes, Format::dns_name},
    {"qclass", uint16, Format::rrclass},
    {"qtype", uint16, Format::rrtype},
    {"rcode", uint16, Format::rcode},
    {"query_packet", bytes, Format::plain, nullptr, kUnpresented},
    {"query_time_sec", int64, Format::plain, nullptr, kUnpresented},
    {"query_time_nsec", int32, Format::plain, nullptr, kUnpresented},
    {"response_packet", bytes, Format::plain, nullptr, kUnpresented},
    {"response_time_sec", int64, Format::plain, nullptr, kUnpresented},
    {"response_time_nsec", int32, Format::plain, nullptr, kUnpresented},
    {"timeout", real},
    {"delay", real, Format::plain, dnsqr::delay},
    {"udp_checksum", enumeration, Format::plain, dnsqr::udp_checksum},
    {"resolver_address_zeroed", boolean},
    {"query", bytes, Format::dns_block, dnsqr::query},
    {"query_json", bytes, Format::dns_json, dnsqr::query, kUnpresented},
    {"response", bytes, Format::dns_block, dnsqr::response},
    {"response_json", bytes, Format::dns_json, dnsqr::response, kUnpresented},
    {"dns", bytes, Format::plain, dnsqr::response, kUnpresented},
    {"tcp", bytes, Format::plain, nullptr, kUnpresented},
    {"icmp", bytes, Format::plain, nullptr, kUnpresented},
};

constexpr FieldRow kXml[] = {{"xmltype", string}, {"xmlpayload", bytes}};

constexpr FieldRow kEncode[] = {{"type", enumeration}, {"payload", bytes, Format::encoded}};

constexpr FieldRow kPacket[] = {{"payload_type", enumeration}, {"payload", bytes}};

constexpr FieldRow kDnstap[] = {
    {"identity", bytes},
    {"version", bytes},
    {"extra", bytes},
    {"type", enumeration},
    {.name = "message_type", .kind = enumeration, .embedded_name = "type"},
    {"socket_family", enumeration, Format::plain, dnstap::socket_family},
    {"socket_protocol", enumeration, Format::plain, dnstap::socket_protocol},
    {"query_address", address},
    {"query_port", uint32},
    {"query_time_sec", uint64},
    {"query_time_nsec", uint32},
    {"query_message", bytes, Format::dns_block},
    {"query_json", bytes, Format::dns_json, dnstap::query_message, kUnpresented},
    {"response_address", address},
    {"response_port", uint32},
    {"response_time_sec", uint64},
    {"response_time_nsec", uint32},
    {"query_zone", bytes, Format::dns_name},
    {"response_message", bytes, Format::dns_block},
    {"response_json", bytes, Format::dns_json, dnstap::response_message, kUnpresented},
    {"id", uint16, Format::plain, dnstap::id},
    {"qname", bytes, Format::dns_name, dnstap::qname},
    {"qclass", uint16, Format::rrclass, dnstap::qclass},
    {"qtype", uint16, Format::rrtype, dnstap::qtype},
    {"rcode", uint16, Format::rcode, dnstap::rcode},
};

constexpr FieldRow kDnsobs[] = {
    {"time", uint64},
    {"response_ip", address},
    {"qname", bytes, Format::dns_name},
    {"qtype", uint16, Format::rrtype},
    {"qclass", uint16, Format::rrclass},
    {"rcode", uint16, Format::rcode},
    {"response", bytes, Format::dns_block},
    {"response_json", bytes, Format::dns_json, dnsobs::response, kUnpresented},
    {"query_zone", bytes, Format::dns_name},
    {"geoid", bytes},
    {"sensor_id", uint32, Format::hex},
};

constexpr FieldRow kDnsdedupe[] = {
    {"type", enumeration},
    {"count", uint32},
    {"time_first", uint32, Format::time},
    {"time_last", uint32, Format::time},
    {"zone_time_first", uint32, Format::time},
    {"zone_time_last", uint32, Format::time},
    {"response_ip", address},
    {"bailiwick", bytes, Format::dns_name},
    {"rrname", bytes, Format::dns_name},
    {"rrclass", uint16, Format::sie_rrclass},
    {"rrtype", uint16, Format::rrtype},
    {"rrttl", uint32},
    {"rdata", bytes, Format::rdata},
    {"response", bytes, Format::dns_text},
};

constexpr FieldRow kReputation[] = {
    {"type", enumeration}, {"tag", string},    {"value", string},      {"address", address}, {"netmask", address},
    {"host", string},      {"domain", string}, {"nameserver", string}, {"uri", string},      {"port", uint32},
};

constexpr FieldRow kQr[] = {{"type", enumeration}, {"text", string}, {"num_response", uint32}, {"more_available", uint32}};

constexpr FieldRow kDelay[] = {{"query_ip", address}, {"response_ip", address}, {"delay", real}, {"response_time_sec", int64}};

constexpr FieldRow kNewdomain[] = {
    {"domain", bytes, Format::dns_name},
    {"time_seen", uint32, Format::time},
    {"type", enumeration},
    {"count", uint32},
    {"time_first", uint32, Format::time},
    {"time_last", uint32, Format::time},
    {"zone_time_first", uint32, Format::time},
    {"zone_time_last", uint32, Format::time},
    {"response_ip", address},
    {"bailiwick", bytes, Format::dns_name},
    {"rrname", bytes, Format::dns_name},
    {"rrclass", uint16, Format::sie_rrclass},
    {"rrtype", uint16, Format::rrtype},
    {"rrttl", uint32},
    {"rdata", bytes, Format::rdata},
    {"response", bytes, Format::dns_text},
    {"keys", string},
    {"new_domain", boolean},
    {"new_rrname", boolean},
    {"new_rrtype", boolean},
    {"new_rr", boolean},
    {"new_rrset", boolean},
};

constexpr FieldRow kDnsnx[] = {
    {"qname", bytes, Format::dns_name},
    {"qclass", uint16, Format::sie_rrclass},
    {"qtype", uint16, Format::rrtype},
    {"response_ip", address},
    {"soa_rrname", bytes, Format::dns_name},
    {"response_time_sec", int64, Format::plain, nullptr, kUnpresented},
    {"response_time_nsec", int32, Format::plain, nullptr, kUnpresented},
};

// The numbers are those of message_type.cpp.
constexpr TypeRow kTypes[] = {
    {{1, 1}, base::Ncap::descriptor, kNcap},
    {{1, 2}, base::Email::descriptor, kEmail},
    {{1, 3}, base::Linkpair::descriptor, kLinkpair},
    {{1, 4}, base::Http::descriptor, kHttp},
    {{1, 5}, base::IPConn::descriptor, kIpconn},
    {{1, 6}, base::LogLine::descriptor, kLogline},
    {{1, 7}, base::Dns::descriptor, kDns},
    {{1, 8}, base::Pkt::descriptor, kPkt},
    {{1, 9}, base::DnsQR::descriptor, kDnsqr},
    {{1, 10}, base::Xml::descriptor, kXml},
    {{1, 11}, base::Encode::descriptor, kEncode},
    {{1, 12}, base::Packet::descriptor, kPacket},
    {{1, 13}, ::dnstap::Dnstap::descriptor, kDnstap, "message"},
    {{1, 14}, base::DnsObs::descriptor, kDnsobs},
    {{2, 1}, sie::DnsDedupe::descriptor, kDnsdedupe},
    {{2, 2}, sie::Reputation::descriptor, kReputation},
    {{2, 3}, sie::QR::descriptor, kQr},
    {{2, 4}, sie::Delay::descriptor, kDelay},
    {{2, 5}, sie::NewDomain::descriptor, kNewdomain},
    {{2, 6}, sie::DnsNX::descriptor, kDnsnx},
};

}  // namespace
}  // namespace message

Registry::Registry() {
  for (const message::TypeRow& row : message::kTypes) {
    types_.emplace(row.type, std::make_unique<const message::SchemaLayout>(message::make_layout(row)));
  }
}

}  // namespace nmsgxx
