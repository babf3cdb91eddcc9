#include "message/render/ncap_block.hpp"

#include "dns/dns_head.hpp"
#include "message/render/value_text.hpp"
#include "message/types/ncap_packet.hpp"
#include "proto/ncap.pb.h"

namespace nmsgxx::message {
namespace {

using Kind = NcapPacket::Kind;

void append_error(std::string_view what, std::string_view endline, text::Text& out) {
  out.append("<ERROR: ").append(what).append(">").append(endline);
}

void append_end(std::optional<Bytes> address, std::uint64_t port, text::Text& out) {
  out += '[';
  if (address && (address->size() == 4 || address->size() == 16)) append_address(*address, out);
  out += "].";
  append_number(static_cast<std::uint16_t>(port), out);
}

/// "[192.0.2.1].4000 [192.0.2.2].53 udp [129]" and the DNS message.  False when it is none.
bool append_udp(const NcapPacket& packet, std::string_view endline, Scratch& scratch, text::Text& out) {
  append_end(packet.source, *packet.source_port, out);
  append_end(packet.destination, *packet.destination_port, out += ' ');
  out += " udp [";
  append_number(packet.payload->size(), out);
  out.append("]").append(endline);
  const auto port = [](std::uint64_t number) { return static_cast<std::uint16_t>(number); };
  if (nmsgxx::dnsqr::is_dns_port(port(*packet.source_port)) || nmsgxx::dnsqr::is_dns_port(port(*packet.destination_port))) {
    const auto block = dns_block(scratch, *packet.payload);
    if (!block) return false;
    out += *block;
  }
  out += '\n';
  return true;
}

void append_legacy(const NcapPacket& packet, std::string_view endline, Scratch& scratch, text::Text& out) {
  const Value* type = scratch.fields.find(nmsg::base::Ncap::kLtypeFieldNumber);
  const auto ltype = type == nullptr ? 0 : static_cast<std::uint32_t>(type->number);
  if (!packet.source) return append_error("legacy ncap payload missing srcip field", endline, out);
  if (!packet.destination) return append_error("legacy ncap payload missing dstip field", endline, out);
  if (ltype != nmsg::base::Ncap::UDP) {
    out += "<ERROR: unhandled legacy ncap type ";
    append_number(ltype, out);
    out.append(">").append(endline);
    return;
  }
  if (!packet.source_port) return append_error("legacy ncap payload missing lint0 field", endline, out);
  if (!packet.destination_port) return append_error("legacy ncap payload missing lint1 field", endline, out);
  if (!append_udp(packet, endline, scratch, out)) append_error("legacy payload parse failed", endline, out);
}

}  // namespace

void append_ncap_block(Scratch& scratch, std::string_view endline, text::Text& out) {
  const MessageFields& fields = scratch.fields;
  const auto packet = ncap_packet(fields);
  if (!packet) {
    out.append("payload: <DECODING ERROR>").append(endline);
    return;
  }
  out.append("payload:").append(endline);
  if (packet->kind == Kind::legacy) return append_legacy(*packet, endline, scratch, out);
  if (packet->kind == Kind::unknown) {
    out += "<ERROR: unknown ncap type ";
    append_number(static_cast<std::uint32_t>(fields.find(nmsg::base::Ncap::kTypeFieldNumber)->number), out);
    out.append(">").append(endline);
  } else if (packet->payload && !append_udp(*packet, endline, scratch, out)) {
    append_error("payload parse failed", endline, out);
  }
}

}  // namespace nmsgxx::message
