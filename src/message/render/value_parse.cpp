#include "message/render/value_parse.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/number.hpp"
#include "dns/codes.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_text.hpp"
#include "text/address.hpp"
#include "text/time.hpp"

namespace nmsgxx::message {
namespace {

using base::equal_ignoring_case;
using base::parse_number;

Bytes bytes_of(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

template <class T>
bool in_range(std::uint64_t number) noexcept {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<T>(number))) == number;
}

// "NS (2)" has the number after the name.
std::optional<std::uint64_t> number_in_brackets(std::string_view text) noexcept {
  const auto open = text.rfind(" (");
  if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
  return parse_number<std::uint64_t>(text.substr(open + 2, text.size() - open - 3));
}

std::optional<std::uint64_t> number_or_name(std::string_view text, std::optional<std::uint64_t> named) noexcept {
  return named ? named : parse_number<std::uint64_t>(text);
}

std::optional<std::uint64_t> code_of(ValueFormat format, std::string_view text) noexcept {
  if (const auto number = number_in_brackets(text)) return number;
  switch (format) {
    case ValueFormat::rrtype: return dns::rrtype_by_name(text);
    case ValueFormat::rrclass:
    case ValueFormat::sie_rrclass: return dns::rrclass_by_name(text);
    case ValueFormat::protocol: return number_or_name(text, protocol_by_name(text));
    case ValueFormat::hex: return parse_number<std::uint64_t>(text, 16);
    case ValueFormat::rcode: return number_or_name(text, dns::rcode_by_name(text));
    case ValueFormat::time:
      if (const auto time = text::parse_time(text)) return static_cast<std::uint64_t>(time->seconds);
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<std::uint64_t> enum_number(const FieldLayout& field_layout, std::string_view text) {
  constexpr std::string_view kUnknown = "<UNKNOWN ENUM VAL=";
  if (const auto* value = field_layout.enum_names->find(text)) return static_cast<std::uint64_t>(value->number());
  if (!text.starts_with(kUnknown) || !text.ends_with('>')) return std::nullopt;
  return parse_number<std::uint64_t>(text.substr(kUnknown.size(), text.size() - kUnknown.size() - 1));
}

/// Parses the text of one value and adds the value to a builder.
class ValueParser {
 public:
  ValueParser(const SchemaLayout& layout, std::size_t field, std::string_view text, MessageBuilder& builder)
      : layout_(layout),
        index_(field),
        field_(layout.fields[field]),
        field_layout_(layout.field_layouts[field]),
        text_(text),
        builder_(builder) {}

  Result<void> add() {
    switch (field_layout_.format) {
      case ValueFormat::plain: return add_plain();
      case ValueFormat::dns_name: return text_.empty() ? add_bytes({}) : add_name();
      case ValueFormat::rdata: return add_rdata();
      case ValueFormat::dns_block:
      case ValueFormat::dns_json:
      case ValueFormat::dns_text:
      case ValueFormat::ncap:
      case ValueFormat::encoded: return bad_field(field_, "its text cannot be read back");
      default: return add_integer(code_of(field_layout_.format, text_));
    }
  }

 private:
  Result<void> add_plain() {
    switch (field_.kind) {
      case FieldKind::boolean: return add_boolean();
      case FieldKind::enumeration: return add_integer(enum_number(field_layout_, text_));
      case FieldKind::string:
      case FieldKind::lines: return add_string();
      case FieldKind::address: return add_address();
      case FieldKind::real: return add_real();
      case FieldKind::bytes: return bad_field(field_, "its text cannot be read back");
      case FieldKind::message: return add_nested(nested_from_text(*field_.stored, text_));
      default: return add_integer(parse_integer(text_));
    }
  }

  Result<void> add_bytes(Bytes bytes) {
    builder_.add(field_layout_.slot, {.bytes = bytes});
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

  Result<void> add_integer(std::optional<std::uint64_t> number) {
    if (!number) return bad_value();
    return add_number(layout_, index_, *number, builder_);
  }

  Result<void> add_boolean() {
    if (equal_ignoring_case(text_, "true")) return add_integer(1);
    if (equal_ignoring_case(text_, "false")) return add_integer(0);
    return bad_value();
  }

  // Text in fields of type bytes ends with a NUL on the wire; protobuf's own strings do not.
  Result<void> add_string() {
    const Bytes bytes = bytes_of(text_.substr(0, text_.find('\0')));
    const bool terminate = field_.stored->type() == google::protobuf::FieldDescriptor::TYPE_BYTES;
    builder_.add(field_layout_.slot, {.bytes = bytes}, terminate);
    return {};
  }

  Result<void> add_address() {
    std::array<std::byte, text::kIpv6Size> bytes;
    const std::span<std::byte> v4 = std::span(bytes).first(text::kIpv4Size);
    if (text::parse_address(text_, v4)) return add_bytes(v4);
    if (text::parse_address(text_, bytes)) return add_bytes(bytes);
    return bad_value();
  }

  Result<void> add_real() {
    const auto number = base::parse_real(text_);
    if (!number) return bad_value();
    builder_.add(field_layout_.slot, {.number = std::bit_cast<std::uint64_t>(*number)});
    return {};
  }

  Result<void> add_nested(const Result<std::string>& message) {
    if (!message) return bad_field(field_, message.error().detail);
    return add_bytes(bytes_of(*message));
  }

  Result<void> add_rdata() {
    const auto number = [&](std::string_view name) -> const Value* {
      const auto* field = layout_.descriptor->FindFieldByName(std::string(name));
      return builder_.find(layout_.levels.front().find(static_cast<std::uint32_t>(field->number())));
    };
    const Value* rrtype = number("rrtype");
    const Value* rrclass = number("rrclass");
    if (rrtype == nullptr || rrclass == nullptr) return bad_field(field_, "expected rrtype and rrclass before it");
    return add_parsed([&](std::vector<std::byte>& out) {
      return dns::parse_rdata(text_, static_cast<std::uint16_t>(rrtype->number), static_cast<std::uint16_t>(rrclass->number),
                              out);
    });
  }

  Result<void> bad_value() const {
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

std::optional<std::uint64_t> parse_integer(std::string_view text) noexcept {
  if (text.starts_with("0x")) return parse_number<std::uint64_t>(text.substr(2), 16);
  if (!text.starts_with('-')) return parse_number<std::uint64_t>(text);
  const auto number = parse_number<std::int64_t>(text);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
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
  NMSGXX_ASSERT(layout.field_layouts[field].slot != kNoSlot);
  return ValueParser(layout, field, text, builder).add();
}

Result<void> add_number(const SchemaLayout& layout, std::size_t index, std::uint64_t number, MessageBuilder& builder) {
  const Field& field = layout.fields[index];
  if (!fits(field.kind, number)) {
    return bad_field(field, "expected " + std::string(to_string(field.kind)) + ", got " + std::to_string(number));
  }
  builder.add(layout.field_layouts[index].slot, {.number = number});
  return {};
}

}  // namespace nmsgxx::message
