#include "message/render/value_parse.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "dns/codes.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "message/render/nested_message.hpp"
#include "text/time.hpp"

namespace nmsgxx::message {
namespace {

Bytes octets_of(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

template <class T>
std::optional<T> number_of(std::string_view text, int base) noexcept {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

// Decimal, or hexadecimal behind "0x".
std::optional<std::uint64_t> whole_number(std::string_view text) noexcept {
  if (text.starts_with("0x")) return number_of<std::uint64_t>(text.substr(2), 16);
  if (!text.starts_with('-')) return number_of<std::uint64_t>(text, 10);
  const auto number = number_of<std::int64_t>(text, 10);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::optional<double> real_number(std::string_view text) noexcept {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

template <class T>
bool in_range(std::uint64_t number) noexcept {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<T>(number))) == number;
}

// "NS (2)" says it twice.
std::optional<std::uint64_t> number_in_brackets(std::string_view text) noexcept {
  const auto open = text.rfind(" (");
  if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
  return number_of<std::uint64_t>(text.substr(open + 2, text.size() - open - 3), 10);
}

std::optional<std::uint64_t> protocol_number(std::string_view name) noexcept {
  if (base::equal_ignoring_case(name, "ICMP")) return 1;
  if (base::equal_ignoring_case(name, "TCP")) return 6;
  if (base::equal_ignoring_case(name, "UDP")) return 17;
  return number_of<std::uint64_t>(name, 10);
}

std::optional<std::uint64_t> code_of(ValueFormat format, std::string_view text) noexcept {
  if (const auto number = number_in_brackets(text)) return number;
  switch (format) {
    case ValueFormat::rrtype: return dns::rrtype_by_name(text);
    case ValueFormat::rrclass:
    case ValueFormat::sie_rrclass: return dns::rrclass_by_name(text);
    case ValueFormat::protocol: return protocol_number(text);
    case ValueFormat::hex: return number_of<std::uint64_t>(text, 16);
    case ValueFormat::rcode:
      if (const auto rcode = dns::rcode_by_name(text)) return rcode;
      return number_of<std::uint64_t>(text, 10);
    case ValueFormat::time:
      if (const auto moment = text::parse_time(text)) return static_cast<std::uint64_t>(moment->seconds);
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<std::uint64_t> enum_number(const FieldLayout& field_layout, std::string_view text) {
  constexpr std::string_view kUnknown = "<UNKNOWN ENUM VAL=";
  if (const auto* value = field_layout.enum_names->find(text)) return static_cast<std::uint64_t>(value->number());
  if (!text.starts_with(kUnknown) || !text.ends_with('>')) return std::nullopt;
  return number_of<std::uint64_t>(text.substr(kUnknown.size(), text.size() - kUnknown.size() - 1), 10);
}

/// One value, on its way from a text into a builder.
class Adder {
 public:
  Adder(const SchemaLayout& layout, std::size_t field, std::string_view text, MessageBuilder& builder)
      : layout_(layout),
        index_(field),
        field_(layout.fields[field]),
        field_layout_(layout.field_layouts[field]),
        text_(text),
        builder_(builder) {}

  Result<void> add() {
    switch (field_layout_.format) {
      case ValueFormat::plain: return add_plain();
      case ValueFormat::dns_name: return text_.empty() ? add_octets({}) : add_name();
      case ValueFormat::rdata: return add_rdata();
      case ValueFormat::dns_block:
      case ValueFormat::dns_json:
      case ValueFormat::dns_text:
      case ValueFormat::ncap:
      case ValueFormat::encoded: return bad_field(field_, "what is shown of it cannot be read back");
      default: return add_code(code_of(field_layout_.format, text_));
    }
  }

 private:
  Result<void> add_plain() {
    switch (field_.kind) {
      case FieldKind::boolean: return add_boolean();
      case FieldKind::enumeration: return add_code(enum_number(field_layout_, text_));
      case FieldKind::string:
      case FieldKind::lines: return add_string();
      case FieldKind::address: return add_address();
      case FieldKind::real: return add_real();
      case FieldKind::bytes: return bad_field(field_, "what is shown of it cannot be read back");
      case FieldKind::message: return add_nested(nested_from_text(*field_.stored, text_));
      default: return add_code(whole_number(text_));
    }
  }

  Result<void> add_octets(Bytes octets) {
    builder_.add(field_layout_.slot, {.bytes = octets});
    return {};
  }

  /// Adds what `parse` appends to the vector that it is given.
  template <class Parse>
  Result<void> add_parsed(Parse parse) {
    const Result<void> parsed = parse(builder_.begin_bytes(field_layout_.slot, text_.size()));
    if (!parsed) return bad_field(field_, parsed.error().message());
    builder_.end_bytes(field_layout_.slot);
    return {};
  }

  Result<void> add_name() {
    return add_parsed([&](std::vector<std::byte>& out) { return dns::parse_name(text_, out); });
  }

  Result<void> add_code(std::optional<std::uint64_t> number) {
    if (!number) return not_read();
    return add_number(layout_, index_, *number, builder_);
  }

  Result<void> add_boolean() {
    if (base::equal_ignoring_case(text_, "true")) return add_code(1);
    if (base::equal_ignoring_case(text_, "false")) return add_code(0);
    return not_read();
  }

  // libnmsg's texts end with a NUL on the wire; protobuf's own do not.
  Result<void> add_string() {
    const Bytes octets = octets_of(text_.substr(0, text_.find('\0')));
    const bool ends_with_nul = field_.stored->type() == google::protobuf::FieldDescriptor::TYPE_BYTES;
    builder_.add(field_layout_.slot, {.bytes = octets}, ends_with_nul ? 1 : 0);
    return {};
  }

  Result<void> add_address() {
    if (text_.size() >= INET6_ADDRSTRLEN) return not_read();
    std::array<std::byte, sizeof(in6_addr)> octets;
    const std::string text(text_);
    if (inet_pton(AF_INET, text.c_str(), octets.data()) == 1) return add_octets(Bytes(octets).first(sizeof(in_addr)));
    if (inet_pton(AF_INET6, text.c_str(), octets.data()) == 1) return add_octets(octets);
    return not_read();
  }

  Result<void> add_real() {
    const auto number = real_number(text_);
    if (!number) return not_read();
    builder_.add(field_layout_.slot, {.number = std::bit_cast<std::uint64_t>(*number)});
    return {};
  }

  Result<void> add_nested(const Result<std::string>& message) {
    if (!message) return bad_field(field_, message.error().detail);
    return add_octets(octets_of(*message));
  }

  Result<void> add_rdata() {
    const auto number = [&](std::string_view name) -> const Value* {
      const auto* field = layout_.descriptor->FindFieldByName(std::string(name));
      return builder_.find(layout_.levels.front().find(static_cast<std::uint32_t>(field->number())));
    };
    const Value* rrtype = number("rrtype");
    const Value* rrclass = number("rrclass");
    if (rrtype == nullptr || rrclass == nullptr) return bad_field(field_, "rrtype and rrclass must stand before it");
    return add_parsed([&](std::vector<std::byte>& out) {
      return dns::parse_rdata(text_, static_cast<std::uint16_t>(rrtype->number), static_cast<std::uint16_t>(rrclass->number),
                              out);
    });
  }

  Result<void> not_read() const {
    return bad_field(field_, "expected " + std::string(to_string(field_.kind)) + ", got \"" + excerpt(text_) + '"');
  }

  const SchemaLayout& layout_;
  std::size_t index_;
  const Field& field_;
  const FieldLayout& field_layout_;
  std::string_view text_;
  MessageBuilder& builder_;
};

}  // namespace

bool fits(FieldKind kind, std::uint64_t number) noexcept {
  switch (kind) {
    case FieldKind::boolean: return number <= 1;
    case FieldKind::int16: return in_range<std::int16_t>(number);
    case FieldKind::uint16: return number <= std::numeric_limits<std::uint16_t>::max();
    case FieldKind::int32: return in_range<std::int32_t>(number);
    case FieldKind::uint32: return number <= std::numeric_limits<std::uint32_t>::max();
    case FieldKind::enumeration: return in_range<std::int32_t>(number) || number <= std::numeric_limits<std::uint32_t>::max();
    case FieldKind::int64:
    case FieldKind::uint64: return true;
    default: return false;
  }
}

tl::unexpected<Error> bad_field(const Field& field, std::string_view why) {
  return fail(Errc::bad_text, 0, "field " + field.name + ": " + std::string(why));
}

std::optional<std::uint64_t> number_of_name(const Field& field, const FieldLayout& field_layout, std::string_view name) {
  switch (field_layout.format) {
    case ValueFormat::rrtype:
    case ValueFormat::rrclass:
    case ValueFormat::sie_rrclass:
    case ValueFormat::rcode:
    case ValueFormat::protocol: return code_of(field_layout.format, name);
    default: return field.kind == FieldKind::enumeration ? enum_number(field_layout, name) : std::nullopt;
  }
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kShownMax = 60;
  return text.size() <= kShownMax ? std::string(text) : std::string(text.substr(0, kShownMax)) + "...";
}

Result<void> add_text(const SchemaLayout& layout, std::size_t field, std::string_view text, MessageBuilder& builder) {
  return Adder(layout, field, text, builder).add();
}

Result<void> add_number(const SchemaLayout& layout, std::size_t index, std::uint64_t number, MessageBuilder& builder) {
  const Field& field = layout.fields[index];
  if (!fits(field.kind, number)) {
    return bad_field(field, std::to_string(number) + " does not fit into " + std::string(to_string(field.kind)));
  }
  builder.add(layout.field_layouts[index].slot, {.number = number});
  return {};
}

}  // namespace nmsgxx::message
