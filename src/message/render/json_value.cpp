#include <bit>

#include "dns/codes.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_text.hpp"
#include "proto/encode.pb.h"
#include "text/json_scan.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::message {
namespace {

using nmsg::base::Encode;

// Every JSON parser must be able to read a line, and some in wide use have limits of their own: jq 1.6 reads 256 levels and
// counts an object as two, Python reads whole numbers of up to 4,300 digits.  The value is nested in the record, its message,
// and the object of its field.
constexpr std::size_t kLineDepthMax = 128;
constexpr std::size_t kOuterDepth = 3;
constexpr text::JsonLimits kEncodedLimits{.depth = kLineDepthMax - kOuterDepth, .digits = 4300};

/// Appends what `append` writes as a JSON string.
template <class Append>
void append_quoted(Scratch& scratch, text::Text& out, Append append) {
  scratch.text.clear();
  append(scratch.text);
  text::append_json_string(scratch.text.view(), out);
}

void append_word(std::string_view word, text::Text& out) {
  out.append('"').append(word).append('"');
}

/// Appends a name, or else a number after a prefix, as a JSON string.
void append_named(std::string_view name, std::string_view prefix, std::uint16_t number, text::Text& out) {
  if (!name.empty()) return append_word(name, out);
  out.append('"').append(prefix);
  append_number(number, out);
  out += '"';
}

void append_enum(const FieldLayout& field_layout, std::uint64_t number, text::Text& out) {
  const auto name = enum_name(field_layout, number);
  if (name.empty()) return append_number(static_cast<std::uint32_t>(number), out);
  append_word(name, out);
}

// nmsgtool writes all numbers as if they were unsigned.
void append_integer_json(FieldKind kind, std::uint64_t number, text::Text& out) {
  if (kind == FieldKind::int16) {
    number = static_cast<std::uint64_t>(std::int64_t{static_cast<std::int16_t>(number)});
  } else if (kind == FieldKind::uint16) {
    number = static_cast<std::uint16_t>(number);
  }
  append_number(number, out);
}

void append_address_json(Bytes address, text::Text& out) {
  if (address.size() != 4 && address.size() != 16) {
    out += "null";
    return;
  }
  out += '"';
  append_address(address, out);
  out += '"';
}

void append_plain(const Field& field, const FieldLayout& field_layout, const Value& value, text::Text& out) {
  switch (field.kind) {
    case FieldKind::boolean: out += value.number != 0 ? "true" : "false"; return;
    case FieldKind::enumeration: return append_enum(field_layout, value.number, out);
    case FieldKind::address: return append_address_json(value.bytes, out);
    case FieldKind::string:
    case FieldKind::lines: return text::append_json_text(value.bytes, out);
    case FieldKind::real: return text::append_json_real(std::bit_cast<double>(value.number), out);
    case FieldKind::message: return append_nested_json(*field.stored, value.bytes, out);
    case FieldKind::bytes:
      if (value.bytes.data() == nullptr) {
        out += "null";
      } else {
        text::append_json_base64(value.bytes, out);
      }
      return;
    default: return append_integer_json(field.kind, value.number, out);
  }
}

void append_dns_json(Bytes message, Scratch& scratch, text::Text& out) {
  out += dns_object(scratch, message).value_or("null");
}

void append_dns_text(Bytes message, Scratch& scratch, text::Text& out) {
  text::append_json_string(dns_block(scratch, message).value_or("<PARSE ERROR>"), out);
}

/// Appends the data of a base:encode message as an object: "b64" is all of it, and "val" the same as JSON or as a string, if
/// that is possible.
void append_encoded(Bytes data, const Scratch& scratch, text::Text& out) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  const std::uint64_t type = scratch.fields.find(Encode::kTypeFieldNumber)->number;
  out += '{';
  if (type == Encode::JSON && text::is_json(text, kEncodedLimits)) {
    out += "\"val\":";
    text::append_as_line(text, out);
    out += ',';
  } else if (type != Encode::JSON && type != Encode::MSGPACK) {
    out += "\"val\":";
    text::append_json_string(text, out);
    out += ',';
  }
  out += "\"b64\":";
  text::append_json_base64(data, out);
  out += '}';
}

}  // namespace

void append_json_value(const Field& field, const FieldLayout& field_layout, const Value& value, Scratch& scratch,
                       text::Text& out) {
  const auto number16 = static_cast<std::uint16_t>(value.number);
  switch (field_layout.format) {
    case ValueFormat::dns_name:
      return append_quoted(scratch, out, [&](text::Text& text) {
        if (has_name_size(value.bytes)) append_name(scratch, value.bytes, text);
      });
    case ValueFormat::rrtype: return append_named(dns::rrtype_name(number16), "TYPE", number16, out);
    case ValueFormat::rrclass: return append_named(dns::rrclass_name(number16), "CLASS", number16, out);
    case ValueFormat::sie_rrclass: {
      const auto name = dns::rrclass_name(number16);
      return append_word(name.empty() ? "<UNKNOWN>" : name, out);
    }
    case ValueFormat::rcode: return append_named(dns::rcode_name(number16), "", number16, out);
    case ValueFormat::protocol: return append_named(protocol_name(number16), "", number16, out);
    case ValueFormat::rdata:
      return append_quoted(scratch, out, [&](text::Text& text) { append_rdata(scratch, value.bytes, text); });
    case ValueFormat::hex: return append_quoted(scratch, out, [&](text::Text& text) { append_hex(value.number, text); });
    case ValueFormat::time: return append_quoted(scratch, out, [&](text::Text& text) { append_seconds(value.number, text); });
    case ValueFormat::dns_json: return append_dns_json(value.bytes, scratch, out);
    case ValueFormat::dns_text: return append_dns_text(value.bytes, scratch, out);
    case ValueFormat::encoded: return append_encoded(value.bytes, scratch, out);
    default: return append_plain(field, field_layout, value, out);
  }
}

}  // namespace nmsgxx::message
