#include "message/render/presentation_value.hpp"

#include "dns/codes.hpp"
#include "message/render/ncap_block.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_text.hpp"
#include "nmsgxx/printable.hpp"

namespace nmsgxx::message {
namespace {

/// "NS (2)", or "<UNKNOWN> (2)".
void append_named(std::string_view name, std::uint64_t number, text::Text& out) {
  out.append(name.empty() ? "<UNKNOWN>" : name).append(" (");
  append_number(number, out);
  out += ')';
}

void append_octet_count(std::size_t octets, text::Text& out) {
  out += "<BYTE ARRAY LEN=";
  append_number(octets, out);
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

// The two are kept out of what is usual.
[[gnu::cold]] void append_escaped(std::string_view text, text::Text& out) {
  out += printable(text);
}

// The newlines are the payload's own.  A line may neither look like the last one, ".", nor like the header of a next record.
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

void append_plain(const Field& field, const FieldLayout& field_layout, const Value& value, bool escapes, text::Text& out) {
  switch (field.kind) {
    case FieldKind::boolean: out += value.number != 0 ? "True" : "False"; return;
    case FieldKind::enumeration: return append_enum(field_layout, value.number, out);
    case FieldKind::address: return append_address(value.bytes, out);
    case FieldKind::string:
      if (escapes) return append_escaped(up_to_nul(value.bytes), out);
      out += up_to_nul(value.bytes);
      return;
    case FieldKind::real: return append_real(value.number, out);
    case FieldKind::bytes: return append_octet_count(value.bytes.size(), out);
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
  append_class_text(number, out);
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

}  // namespace

void append_presented(const Field& field, const FieldLayout& field_layout, const Value& value, std::string_view endline,
                      Scratch& scratch, text::Text& out) {
  const auto number16 = static_cast<std::uint16_t>(value.number);
  if (field_layout.format == ValueFormat::ncap) return append_ncap_block(scratch, endline, out);
  if (field_layout.format == ValueFormat::dns_name && !shows_name(value.bytes)) return;
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
