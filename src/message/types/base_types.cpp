#include "message/types/computed.hpp"
#include "message/schema/plan.hpp"
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
    {"ltype", enumeration, Form::plain, nullptr, kUnpresented},
    {"srcip", address, Form::plain, ncap::srcip},
    {"dstip", address, Form::plain, ncap::dstip},
    {"lint0", uint32, Form::plain, nullptr, kUnpresented},
    {"lint1", uint32, Form::plain, nullptr, kUnpresented},
    {"srcport", uint16, Form::plain, ncap::srcport},
    {"dstport", uint16, Form::plain, ncap::dstport},
    {"proto", uint16, Form::plain, ncap::proto},
    {"payload", bytes, Form::ncap},
    {"dns", bytes, Form::plain, ncap::dns, kUnpresented},
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
    {"qname", bytes, Form::dns_name},  {"qclass", uint16, Form::rrclass},
    {"qtype", uint16, Form::rrtype},   {"section", uint16},
    {"rrname", bytes, Form::dns_name}, {"rrclass", uint16, Form::rrclass},
    {"rrtype", uint16, Form::rrtype},  {"rrttl", uint32},
    {"rdata", bytes, Form::rdata},
};

constexpr FieldRow kPkt[] = {{"len_frame", uint32}, {"payload", bytes}};

constexpr FieldRow kDnsqr[] = {
    {"type", enumeration},
    {"query_ip", address},
    {"response_ip", address},
    {"proto", uint16, Form::protocol},
    {"query_port", uint16},
    {"response_port", uint16},
    {"id", uint16},
    {"qname", bytes, Form::dns_name},
    {"qclass", uint16, Form::rrclass},
    {"qtype", uint16, Form::rrtype},
    {"rcode", uint16, Form::rcode},
    {"query_packet", bytes, Form::plain, nullptr, kUnpresented},
    {"query_time_sec", int64, Form::plain, nullptr, kUnpresented},
    {"query_time_nsec", int32, Form::plain, nullptr, kUnpresented},
    {"response_packet", bytes, Form::plain, nullptr, kUnpresented},
    {"response_time_sec", int64, Form::plain, nullptr, kUnpresented},
    {"response_time_nsec", int32, Form::plain, nullptr, kUnpresented},
    {"timeout", real},
    {"delay", real, Form::plain, dnsqr::delay},
    {"udp_checksum", enumeration, Form::plain, dnsqr::udp_checksum},
    {"resolver_address_zeroed", boolean},
    {"query", bytes, Form::dns_block, dnsqr::query},
    {"query_json", bytes, Form::dns_json, dnsqr::query, kUnpresented},
    {"response", bytes, Form::dns_block, dnsqr::response},
    {"response_json", bytes, Form::dns_json, dnsqr::response, kUnpresented},
    {"dns", bytes, Form::plain, dnsqr::response, kUnpresented},
    {"tcp", bytes, Form::plain, nullptr, kUnpresented},
    {"icmp", bytes, Form::plain, nullptr, kUnpresented},
};

constexpr FieldRow kXml[] = {{"xmltype", string}, {"xmlpayload", bytes}};

constexpr FieldRow kEncode[] = {{"type", enumeration}, {"payload", bytes, Form::encoded}};

constexpr FieldRow kPacket[] = {{"payload_type", enumeration}, {"payload", bytes}};

constexpr FieldRow kDnstap[] = {
    {"identity", bytes},
    {"version", bytes},
    {"extra", bytes},
    {"type", enumeration},
    {.name = "message_type", .kind = enumeration, .embedded_name = "type"},
    {"socket_family", enumeration, Form::plain, dnstap::socket_family},
    {"socket_protocol", enumeration, Form::plain, dnstap::socket_protocol},
    {"query_address", address},
    {"query_port", uint32},
    {"query_time_sec", uint64},
    {"query_time_nsec", uint32},
    {"query_message", bytes, Form::dns_block},
    {"query_json", bytes, Form::dns_json, dnstap::query_message, kUnpresented},
    {"response_address", address},
    {"response_port", uint32},
    {"response_time_sec", uint64},
    {"response_time_nsec", uint32},
    {"query_zone", bytes, Form::dns_name},
    {"response_message", bytes, Form::dns_block},
    {"response_json", bytes, Form::dns_json, dnstap::response_message, kUnpresented},
    {"id", uint16, Form::plain, dnstap::id},
    {"qname", bytes, Form::dns_name, dnstap::qname},
    {"qclass", uint16, Form::rrclass, dnstap::qclass},
    {"qtype", uint16, Form::rrtype, dnstap::qtype},
    {"rcode", uint16, Form::rcode, dnstap::rcode},
};

constexpr FieldRow kDnsobs[] = {
    {"time", uint64},
    {"response_ip", address},
    {"qname", bytes, Form::dns_name},
    {"qtype", uint16, Form::rrtype},
    {"qclass", uint16, Form::rrclass},
    {"rcode", uint16, Form::rcode},
    {"response", bytes, Form::dns_block},
    {"response_json", bytes, Form::dns_json, dnsobs::response, kUnpresented},
    {"query_zone", bytes, Form::dns_name},
    {"geoid", bytes},
    {"sensor_id", uint32, Form::hex},
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
