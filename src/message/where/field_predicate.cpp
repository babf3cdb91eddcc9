#include "message/where/field_predicate.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "dns/name.hpp"
#include "message/render/value_parse.hpp"
#include "message/render/value_text.hpp"

namespace nmsgxx::where {
namespace {

using message::Value;
using message::ValueFormat;

std::uint64_t key_of(const Value& value, FieldKind kind) noexcept {
  switch (kind) {
    case FieldKind::int16: return key_of_signed(static_cast<std::int16_t>(value.number));
    case FieldKind::int32:
    case FieldKind::int64: return key_of_signed(static_cast<std::int64_t>(value.number));
    case FieldKind::uint16: return static_cast<std::uint16_t>(value.number);
    case FieldKind::enumeration: return static_cast<std::uint32_t>(value.number);
    default: return value.number;
  }
}

std::byte lower(std::byte byte) noexcept {
  return static_cast<std::byte>(base::lower(static_cast<char>(byte)));
}

bool is_name(Bytes name, Bytes lower_name) noexcept {
  return std::ranges::equal(name, lower_name, {}, lower);
}

bool is_under(Bytes name, Bytes lower_name) noexcept {
  while (name.size() > lower_name.size()) {
    const std::size_t label = std::to_integer<std::size_t>(name.front()) + 1;
    if (label > name.size()) return false;
    name = name.subspan(label);
  }
  return is_name(name, lower_name);
}

bool is_hex(std::string_view text) noexcept {
  return text.starts_with("0x") && text.size() % 2 == 0 &&
         std::ranges::all_of(text.substr(2), [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

/// Returns the bytes that hexadecimal digits after 0x stand for, or the text itself.
std::string bytes_of(const Token& token, FieldKind kind) {
  if (kind != FieldKind::bytes || token.kind != Token::Kind::word || !is_hex(token.text)) return token.text;
  std::string out;
  for (std::size_t i = 2; i < token.text.size(); i += 2) {
    out += static_cast<char>(*base::parse_number<std::uint8_t>(std::string_view(token.text).substr(i, 2), 16));
  }
  return out;
}

}  // namespace

Result<ValuePredicate> ValuePredicate::make(const Comparison& comparison, const Field& field,
                                            const message::FieldLayout& field_layout) {
  if (comparison.op == Operator::exists) {
    if (field.kind != FieldKind::boolean) return ValuePredicate(Present{});
    return ValuePredicate(NumberPredicate{NumberSet({{1, 1}}), FieldKind::boolean});
  }
  switch (field_layout.format) {
    case ValueFormat::dns_name:
      return comparison.op == Operator::contains ? make_texts(comparison, field, field_layout) : make_names(comparison);
    case ValueFormat::rdata: return make_texts(comparison, field, field_layout);
    default: break;
  }
  switch (field.kind) {
    case FieldKind::address: return make_addresses(comparison);
    case FieldKind::bytes:
    case FieldKind::string:
    case FieldKind::lines: return make_texts(comparison, field, field_layout);
    case FieldKind::message: return bad_operator(comparison, "a message", "no operator, which tests its presence");
    default: return make_numbers(comparison, field, field_layout);
  }
}

Result<ValuePredicate> ValuePredicate::make_numbers(const Comparison& comparison, const Field& field,
                                                    const message::FieldLayout& field_layout) {
  // The field is unsigned, but a time before 1970 is not: it is less than any time that the field can hold.
  const FieldKind kind = field_layout.format == ValueFormat::time ? FieldKind::int64 : field.kind;
  const auto read = [&](const Token& token) -> Result<NumberRange> {
    if (kind == FieldKind::real) return real_number(token);
    if (field_layout.format == ValueFormat::time) return seconds(token);
    const auto named = message::number_of_name(field, field_layout, token.text);
    if (named && message::fits(kind, *named)) return NumberRange{*named, *named};
    return whole_number(token, kind);
  };
  return numbers_of<std::uint64_t>(comparison, read).map([&](NumberSet wanted) {
    return ValuePredicate(NumberPredicate{std::move(wanted), kind});
  });
}

Result<ValuePredicate> ValuePredicate::make_addresses(const Comparison& comparison) {
  if (comparison.op != Operator::equal) return bad_operator(comparison, "an address", "==, != or in");
  Addresses addresses;
  for (const Item& item : comparison.items) {
    if (item.last) return fail_at(item.last->at, "addresses have no ranges: use a network such as 192.0.2.0/24");
    auto read = network(item.first);
    if (!read) return tl::unexpected(read.error());
    addresses.wanted.push_back(std::move(*read));
  }
  return ValuePredicate(std::move(addresses));
}

Result<ValuePredicate> ValuePredicate::make_names(const Comparison& comparison) {
  const bool under = comparison.op == Operator::under;
  if (comparison.op != Operator::equal && !under) {
    return bad_operator(comparison, "a domain name", "==, !=, in, under or contains");
  }
  Names names{.wanted = {}, .under = under};
  for (const Item& item : comparison.items) {
    if (item.last) return fail_at(item.last->at, "names have no ranges");
    std::vector<std::byte> name;
    if (const auto parsed = dns::parse_name(item.first.text, name); !parsed) {
      return fail_at(item.first.at,
                     fmt::format("expected a domain name, got '{}': {}", item.first.text, parsed.error().message()));
    }
    std::ranges::transform(name, name.begin(), lower);
    names.wanted.push_back(std::move(name));
  }
  return ValuePredicate(std::move(names));
}

Result<ValuePredicate> ValuePredicate::make_texts(const Comparison& comparison, const Field& field,
                                                  const message::FieldLayout& field_layout) {
  const bool parts = comparison.op == Operator::contains;
  if (comparison.op != Operator::equal && !parts) return bad_operator(comparison, "text", "==, !=, in or contains");
  Texts texts{.wanted = {}, .parts = parts, .format = field_layout.format, .kind = field.kind};
  for (const Item& item : comparison.items) {
    if (item.last) return fail_at(item.last->at, "texts have no ranges");
    texts.wanted.push_back(bytes_of(item.first, field.kind));
  }
  return ValuePredicate(std::move(texts));
}

bool ValuePredicate::holds(const Value& value, message::Scratch& scratch) const {
  struct Holds {
    const Value& value;
    message::Scratch& scratch;

    bool operator()(const Present&) const { return true; }
    bool operator()(const NumberPredicate& test) const {
      if (test.kind != FieldKind::real) return test.wanted.contains(key_of(value, test.kind));
      const auto number = std::bit_cast<double>(value.number);
      return !std::isnan(number) && test.wanted.contains(key_of_real(number));
    }
    bool operator()(const Addresses& test) const {
      return std::ranges::any_of(test.wanted, [&](const Network& network) { return network.contains(value.bytes); });
    }
    bool operator()(const Names& test) const {
      return std::ranges::any_of(
          test.wanted, [&](Bytes name) { return test.under ? is_under(value.bytes, name) : is_name(value.bytes, name); });
    }
    bool operator()(const Texts& test) const {
      const std::string_view text = text_of(test);
      return std::ranges::any_of(test.wanted, [&](std::string_view wanted) {
        return test.parts ? text.find(wanted) != std::string_view::npos : text == wanted;
      });
    }
    std::string_view text_of(const Texts& test) const {
      if (test.kind == FieldKind::string || test.kind == FieldKind::lines) return message::up_to_nul(value.bytes);
      if (test.format != ValueFormat::dns_name && test.format != ValueFormat::rdata) {
        return {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()};
      }
      text::Text& text = scratch.text;
      text.clear();
      if (test.format == ValueFormat::rdata) {
        message::append_rdata(scratch, value.bytes, text);
      } else {
        message::append_name(scratch, value.bytes, text);
      }
      return text.view();
    }
  };
  return std::visit(Holds{value, scratch}, predicate_);
}

const FieldPredicate::OfType* FieldPredicate::find(const MessageSchema* schema) const noexcept {
  const auto found = std::ranges::find(types, schema, &OfType::schema);
  return found == types.end() ? nullptr : &*found;
}

}  // namespace nmsgxx::where
