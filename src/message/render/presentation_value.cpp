#include "dns/codes.hpp"
#include "dns/dns_header.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_text.hpp"
#include "message/types/ncap_fields.hpp"
#include "nmsgxx/printable.hpp"
#include "proto/ncap.pb.h"

namespace nmsgxx::message {
namespace {

/// Appends "NS (2)", or "<UNKNOWN> (2)" when there is no name.
void append_named(std::string_view name, std::uint64_t number, text::Text& out) {
  out.append(name.empty() ? "<UNKNOWN>" : name).append(" (");
  append_number(number, out);
  out += ')';
}

void append_byte_count(std::size_t size, text::Text& out) {
  out += "<BYTE ARRAY LEN=";
  append_number(size, out);
  out += '>';
}

void append_enum(const FieldLayout& field_layout, std::uint64_t number, text::Text& out) {
  if (const auto name = enum_name(field_layout, number); !name.empty()) {
    out += name;
  } else {
    out += "<UNKNOWN ENUM VAL=";
    append_number(static_cast<std::uint32_t>(number), out);
    out += '>';
  }
}

// This and the next function are kept out of the usual path.
[[gnu::cold]] void append_escaped(std::string_view text, text::Text& out) {
  out += printable(text);
}

// The payload keeps its own newlines.  No line may look like the end of the text, ".", or like the header of another record.
[[gnu::cold]] void append_escaped_lines(std::string_view text, text::Text& out) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    if (line == "." || line.starts_with('[')) {
      out += line.front() == '.' ? "\\x2e" : "\\x5b";
      line.remove_prefix(1);
    }
    out += printable(line);
    if (text.empty()) return;
    out += '\n';
    text.remove_prefix(1);
  }
}

void append_plain(const Field& field, const FieldLayout& field_layout, const Value& value, bool escape, text::Text& out) {
  switch (field.kind) {
    case FieldKind::boolean: out += value.number != 0 ? "True" : "False"; return;
    case FieldKind::enumeration: return append_enum(field_layout, value.number, out);
    case FieldKind::address: return append_address(value.bytes, out);
    case FieldKind::string:
      if (escape) return append_escaped(up_to_nul(value.bytes), out);
      out += up_to_nul(value.bytes);
      return;
    case FieldKind::real: return append_real(value.number, out);
    case FieldKind::bytes: return append_byte_count(value.bytes.size(), out);
    case FieldKind::message: return append_nested_text(*field.stored, value.bytes, out);
    default: return append_integer(field.kind, value.number, out);
  }
}

void append_protocol(std::uint64_t number, text::Text& out) {
  const auto name = protocol_name(number);
  if (name.empty()) return append_number(number, out);
  append_named(name, number, out);
}

void append_rrclass(std::uint16_t number, text::Text& out) {
  append_rrclass_name(number, out);
  out += " (";
  append_number(number, out);
  out += ')';
}

void append_dns_message(const FieldLayout& field_layout, Bytes message, std::string_view endline, Scratch& scratch,
                        text::Text& out) {
  out += field_layout.presentation_key;
  const auto block = dns_block(scratch, message);
  if (!block) {
    out.append("<PARSE ERROR>").append(endline);
    return;
  }
  out += '[';
  append_number(message.size(), out);
  out.append(" octets]").append(endline);
  out.append(*block).append("---").append(endline);
}

using nmsg::base::Ncap;

void append_error(std::string_view what, std::string_view endline, text::Text& out) {
  out.append("<ERROR: ").append(what).append(">").append(endline);
}

void append_endpoint(std::optional<Bytes> address, std::uint64_t port, text::Text& out) {
  out += '[';
  if (address && (address->size() == 4 || address->size() == 16)) append_address(*address, out);
  out += "].";
  append_number(static_cast<std::uint16_t>(port), out);
}

/// Appends a line such as "[192.0.2.1].4000 [192.0.2.2].53 udp [129]", and the DNS message.
///
/// @return false when the packet is on a port of DNS but its message does not decode
bool append_udp(const NcapPacket& packet, std::string_view endline, Scratch& scratch, text::Text& out) {
  append_endpoint(packet.source, *packet.source_port, out);
  append_endpoint(packet.destination, *packet.destination_port, out += ' ');
  out += " udp [";
  append_number(packet.payload->size(), out);
  out.append("]").append(endline);
  const auto port = [](std::uint64_t number) { return static_cast<std::uint16_t>(number); };
  if (dns::is_dns_port(port(*packet.source_port)) || dns::is_dns_port(port(*packet.destination_port))) {
    const auto block = dns_block(scratch, *packet.payload);
    if (!block) return false;
    out += *block;
  }
  out += '\n';
  return true;
}

void append_legacy(const NcapPacket& packet, std::string_view endline, Scratch& scratch, text::Text& out) {
  const Value* type = scratch.fields.find(Ncap::kLtypeFieldNumber);
  const auto ltype = type == nullptr ? 0 : static_cast<std::uint32_t>(type->number);
  if (!packet.source) return append_error("legacy ncap payload missing srcip field", endline, out);
  if (!packet.destination) return append_error("legacy ncap payload missing dstip field", endline, out);
  if (ltype != Ncap::UDP) {
    out += "<ERROR: unhandled legacy ncap type ";
    append_number(ltype, out);
    out.append(">").append(endline);
    return;
  }
  if (!packet.source_port) return append_error("legacy ncap payload missing lint0 field", endline, out);
  if (!packet.destination_port) return append_error("legacy ncap payload missing lint1 field", endline, out);
  if (!append_udp(packet, endline, scratch, out)) append_error("legacy payload parse failed", endline, out);
}

/// Appends the packet of a base:ncap message: who sent it to whom, and the DNS message in it.
void append_ncap_block(Scratch& scratch, std::string_view endline, text::Text& out) {
  const MessageFields& fields = scratch.fields;
  const auto packet = ncap_packet(fields);
  if (!packet) {
    out.append("payload: <DECODING ERROR>").append(endline);
    return;
  }
  out.append("payload:").append(endline);
  if (packet->kind == NcapPacket::Kind::legacy) return append_legacy(*packet, endline, scratch, out);
  if (packet->kind == NcapPacket::Kind::unknown) {
    out += "<ERROR: unknown ncap type ";
    append_number(static_cast<std::uint32_t>(fields.find(Ncap::kTypeFieldNumber)->number), out);
    out.append(">").append(endline);
  } else if (packet->payload && !append_udp(*packet, endline, scratch, out)) {
    append_error("payload parse failed", endline, out);
  }
}

}  // namespace

void append_presentation_value(const Field& field, const FieldLayout& field_layout, const Value& value,
                               std::string_view endline, Scratch& scratch, text::Text& out) {
  const auto number16 = static_cast<std::uint16_t>(value.number);
  if (field_layout.format == ValueFormat::ncap) return append_ncap_block(scratch, endline, out);
  if (field_layout.format == ValueFormat::dns_name && !has_name_size(value.bytes)) return;
  if (field_layout.format == ValueFormat::dns_block || field_layout.format == ValueFormat::dns_text) {
    return append_dns_message(field_layout, value.bytes, endline, scratch, out);
  }
  if (field.kind == FieldKind::lines) {
    out.append(field.name).append(":").append(endline);
    if (scratch.escape_text) {
      append_escaped_lines(up_to_nul(value.bytes), out);
    } else {
      out += up_to_nul(value.bytes);
    }
    out.append(".").append(endline);
    return;
  }
  out += field_layout.presentation_key;
  switch (field_layout.format) {
    case ValueFormat::dns_name: append_name(scratch, value.bytes, out); break;
    case ValueFormat::rrtype: append_named(dns::rrtype_name(number16), number16, out); break;
    case ValueFormat::rrclass: append_rrclass(number16, out); break;
    case ValueFormat::sie_rrclass: append_named(dns::rrclass_name(number16), number16, out); break;
    case ValueFormat::rcode: append_named(dns::rcode_name(number16), number16, out); break;
    case ValueFormat::protocol: append_protocol(number16, out); break;
    case ValueFormat::rdata: append_rdata(scratch, value.bytes, out); break;
    case ValueFormat::hex: append_hex(value.number, out); break;
    case ValueFormat::time: append_seconds(value.number, out); break;
    default: append_plain(field, field_layout, value, scratch.escape_text, out);
  }
  out += endline;
}

}  // namespace nmsgxx::message
