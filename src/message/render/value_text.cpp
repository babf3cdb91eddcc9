#include "message/render/value_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <iterator>
#include <limits>
#include <optional>

#include "base/ascii.hpp"
#include "dns/codes.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "text/address.hpp"
#include "text/time.hpp"

namespace nmsgxx::message {
namespace {

struct Protocol {
  std::uint64_t number;
  std::string_view name;
};
constexpr Protocol kProtocols[] = {{1, "ICMP"}, {6, "TCP"}, {17, "UDP"}};

/// Returns `text` if `write` could write all of it within the budget.
///
/// @param write  writes the text, within a size that it is given, and returns whether it fitted
template <class Output, class Write>
std::optional<std::string_view> dns_text(Scratch& scratch, Bytes message, const Output& text, Write write) {
  if (!scratch.dns.parse(message)) return std::nullopt;
  const bool whole = write(scratch.dns_budget.left());
  scratch.dns_budget.spend(text.size());
  return whole ? std::optional(std::string_view(text)) : std::nullopt;
}

}  // namespace

text::TypeNames names_of(MessageType type, const MessageSchema* schema) noexcept {
  return schema == nullptr ? text::registered_names(type) : text::TypeNames{schema->vendor(), schema->name()};
}

void append_integer(FieldKind kind, std::uint64_t number, text::Text& out) {
  switch (kind) {
    case FieldKind::int16: return append_number(static_cast<std::int16_t>(number), out);
    case FieldKind::uint16: return append_number(static_cast<std::uint16_t>(number), out);
    case FieldKind::int32:
    case FieldKind::int64: return append_number(static_cast<std::int64_t>(number), out);
    default: return append_number(number, out);
  }
}

void append_real(std::uint64_t bits, text::Text& out) {
  constexpr int kDecimals = 6;
  std::array<char, std::numeric_limits<double>::max_exponent10 + kDecimals + 4> text;
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), std::bit_cast<double>(bits), std::chars_format::fixed, kDecimals);
  out.append(text.data(), written.ptr);
}

void append_hex(std::uint64_t number, text::Text& out) {
  constexpr int kBase = 16;
  std::array<char, text::kNumberTextMax> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number, kBase).ptr);
}

void append_seconds(std::uint64_t seconds, text::Text& out) {
  constexpr std::size_t kFraction = sizeof(".000000000") - 1;
  std::array<char, text::kTimeTextMax> text;
  out.append(text.data(), text::put_time(text.data(), static_cast<std::int64_t>(seconds), 0) - kFraction);
}

void append_address(Bytes address, text::Text& out) {
  if (address.size() == 4 || address.size() == 16) {
    text::append_address(address, out);
  } else {
    out += "<INVALID IP len=";
    append_number(address.size(), out);
    out += '>';
  }
}

void append_rrclass_name(std::uint16_t rrclass, text::Text& out) {
  const auto name = dns::rrclass_name(rrclass);
  out += name;
  if (!name.empty()) return;
  out += "CLASS";
  append_number(rrclass, out);
}

void append_rdata(Scratch& scratch, Bytes rdata, text::Text& out) {
  const MessageFields& fields = scratch.fields;
  const SchemaLayout& layout = fields.layout();
  const auto number = [&](const char* name) -> std::optional<std::uint16_t> {
    const auto* field = layout.descriptor->FindFieldByName(name);
    const Value* value = field == nullptr ? nullptr : fields.find(static_cast<std::uint32_t>(field->number()));
    if (value == nullptr) return std::nullopt;
    return static_cast<std::uint16_t>(value->number);
  };
  const auto rrtype = number("rrtype");
  const auto rrclass = number("rrclass");
  constexpr std::uint16_t kUnknownType = 65535;  // reserved: RFC 6895, section 3.1
  std::string& text = scratch.dns_text;
  text.clear();
  if (rdata.size() <= dns::kRdataMax && scratch.dns_budget.left() > 0) {
    dns::append_rdata(rdata, rrtype && rrclass ? *rrtype : kUnknownType, rrclass.value_or(1), scratch.dns_budget.left(), text);
  } else {
    dns::append_parse_error(dns::RdataError::text_too_long, text);
  }
  scratch.dns_budget.spend(text.size());
  out += text;
}

void append_name(Scratch& scratch, Bytes name, text::Text& out) {
  scratch.dns_text.clear();
  dns::append_name(name, scratch.dns_text);
  out += scratch.dns_text;
}

std::optional<std::string_view> dns_block(Scratch& scratch, Bytes message) {
  return dns_text(scratch, message, scratch.dns_text,
                  [&](std::size_t most) { return dns::write_message_text(scratch.dns, most, scratch.dns_text); });
}

std::optional<std::string_view> dns_object(Scratch& scratch, Bytes message) {
  return dns_text(scratch, message, scratch.text,
                  [&](std::size_t most) { return dns::write_message_json(scratch.dns, most, scratch.dns_json, scratch.text); });
}

std::string_view enum_name(const FieldLayout& field_layout, std::uint64_t number) noexcept {
  const auto* value =
      field_layout.enum_type == nullptr ? nullptr : field_layout.enum_type->FindValueByNumber(static_cast<int>(number));
  return value == nullptr ? std::string_view{} : std::string_view(value->name());
}

std::string_view protocol_name(std::uint64_t protocol) noexcept {
  const auto* row = std::ranges::find(kProtocols, protocol, &Protocol::number);
  return row == std::end(kProtocols) ? std::string_view{} : row->name;
}

std::optional<std::uint64_t> protocol_by_name(std::string_view name) noexcept {
  for (const Protocol& protocol : kProtocols) {
    if (base::equal_ignoring_case(protocol.name, name)) return protocol.number;
  }
  return std::nullopt;
}

bool has_name_size(Bytes name) noexcept {
  constexpr std::size_t kNameMax = 255;  // RFC 1035, section 2.3.4
  return !name.empty() && name.size() <= kNameMax;
}

std::string_view up_to_nul(Bytes bytes) noexcept {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, text.find('\0'));
}

}  // namespace nmsgxx::message
