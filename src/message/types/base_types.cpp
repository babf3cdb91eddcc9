#include "message/schema/schema_layout.hpp"
#include "message/types/computed.hpp"
#include "proto/dns.pb.h"
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
#include "proto/packet.pb.h"
#include "proto/pkt.pb.h"
#include "proto/xml.pb.h"

// The 14 types of vendor 1, each with its fields in the order in which libnmsg shows them (docs/wire-format.md, "Message
// types").
namespace nmsgxx::message {
namespace {

namespace base = nmsg::base;
using enum FieldKind;

constexpr bool kUnpresented = false;

constexpr FieldRow kNcap[] = {
    {"type", enumeration},
    {"ltype", enumeration, ValueFormat::plain, nullptr, kUnpresented},
    {"srcip", address, ValueFormat::plain, ncap::srcip},
    {"dstip", address, ValueFormat::plain, ncap::dstip},
    {"lint0", uint32, ValueFormat::plain, nullptr, kUnpresented},
    {"lint1", uint32, ValueFormat::plain, nullptr, kUnpresented},
    {"srcport", uint16, ValueFormat::plain, ncap::srcport},
    {"dstport", uint16, ValueFormat::plain, ncap::dstport},
    {"proto", uint16, ValueFormat::plain, ncap::proto},
    {"payload", bytes, ValueFormat::ncap},
    {"dns", bytes, ValueFormat::plain, ncap::dns, kUnpresented},
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
    {"qname", bytes, ValueFormat::dns_name},  {"qclass", uint16, ValueFormat::rrclass},
    {"qtype", uint16, ValueFormat::rrtype},   {"section", uint16},
    {"rrname", bytes, ValueFormat::dns_name}, {"rrclass", uint16, ValueFormat::rrclass},
    {"rrtype", uint16, ValueFormat::rrtype},  {"rrttl", uint32},
    {"rdata", bytes, ValueFormat::rdata},
};

constexpr FieldRow kPkt[] = {{"len_frame", uint32}, {"payload", bytes}};

constexpr FieldRow kDnsqr[] = {
    {"type", enumeration},
    {"query_ip", address},
    {"response_ip", address},
    {"proto", uint16, ValueFormat::protocol},
    {"query_port", uint16},
    {"response_port", uint16},
    {"id", uint16},
    {"qname", bytes, ValueFormat::dns_name},
    {"qclass", uint16, ValueFormat::rrclass},
    {"qtype", uint16, ValueFormat::rrtype},
    {"rcode", uint16, ValueFormat::rcode},
    {"query_packet", bytes, ValueFormat::plain, nullptr, kUnpresented},
    {"query_time_sec", int64, ValueFormat::plain, nullptr, kUnpresented},
    {"query_time_nsec", int32, ValueFormat::plain, nullptr, kUnpresented},
    {"response_packet", bytes, ValueFormat::plain, nullptr, kUnpresented},
    {"response_time_sec", int64, ValueFormat::plain, nullptr, kUnpresented},
    {"response_time_nsec", int32, ValueFormat::plain, nullptr, kUnpresented},
    {"timeout", real},
    {"delay", real, ValueFormat::plain, dnsqr::delay},
    {"udp_checksum", enumeration, ValueFormat::plain, dnsqr::udp_checksum},
    {"resolver_address_zeroed", boolean},
    {"query", bytes, ValueFormat::dns_block, dnsqr::query},
    {"query_json", bytes, ValueFormat::dns_json, dnsqr::query, kUnpresented},
    {"response", bytes, ValueFormat::dns_block, dnsqr::response},
    {"response_json", bytes, ValueFormat::dns_json, dnsqr::response, kUnpresented},
    {"dns", bytes, ValueFormat::plain, dnsqr::response, kUnpresented},
    {"tcp", bytes, ValueFormat::plain, nullptr, kUnpresented},
    {"icmp", bytes, ValueFormat::plain, nullptr, kUnpresented},
};

constexpr FieldRow kXml[] = {{"xmltype", string}, {"xmlpayload", bytes}};

constexpr FieldRow kEncode[] = {{"type", enumeration}, {"payload", bytes, ValueFormat::encoded}};

constexpr FieldRow kPacket[] = {{"payload_type", enumeration}, {"payload", bytes}};

constexpr FieldRow kDnstap[] = {
    {"identity", bytes},
    {"version", bytes},
    {"extra", bytes},
    {"type", enumeration},
    {.name = "message_type", .kind = enumeration, .embedded_name = "type"},
    {"socket_family", enumeration, ValueFormat::plain, dnstap::socket_family},
    {"socket_protocol", enumeration, ValueFormat::plain, dnstap::socket_protocol},
    {"query_address", address},
    {"query_port", uint32},
    {"query_time_sec", uint64},
    {"query_time_nsec", uint32},
    {"query_message", bytes, ValueFormat::dns_block},
    {"query_json", bytes, ValueFormat::dns_json, dnstap::query_message, kUnpresented},
    {"response_address", address},
    {"response_port", uint32},
    {"response_time_sec", uint64},
    {"response_time_nsec", uint32},
    {"query_zone", bytes, ValueFormat::dns_name},
    {"response_message", bytes, ValueFormat::dns_block},
    {"response_json", bytes, ValueFormat::dns_json, dnstap::response_message, kUnpresented},
    {"id", uint16, ValueFormat::plain, dnstap::id},
    {"qname", bytes, ValueFormat::dns_name, dnstap::qname},
    {"qclass", uint16, ValueFormat::rrclass, dnstap::qclass},
    {"qtype", uint16, ValueFormat::rrtype, dnstap::qtype},
    {"rcode", uint16, ValueFormat::rcode, dnstap::rcode},
};

constexpr FieldRow kDnsobs[] = {
    {"time", uint64},
    {"response_ip", address},
    {"qname", bytes, ValueFormat::dns_name},
    {"qtype", uint16, ValueFormat::rrtype},
    {"qclass", uint16, ValueFormat::rrclass},
    {"rcode", uint16, ValueFormat::rcode},
    {"response", bytes, ValueFormat::dns_block},
    {"response_json", bytes, ValueFormat::dns_json, dnsobs::response, kUnpresented},
    {"query_zone", bytes, ValueFormat::dns_name},
    {"geoid", bytes},
    {"sensor_id", uint32, ValueFormat::hex},
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
};

}  // namespace

std::span<const TypeRow> base_types() noexcept {
  return kTypes;
}

}  // namespace nmsgxx::message
