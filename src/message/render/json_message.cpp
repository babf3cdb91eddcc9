#include "message/render/json_message.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <string>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/memory.hpp"
#include "base/number.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_parse.hpp"
#include "text/base64.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::message {
namespace {

/// Whether JSON shows a field's bytes as base64.
bool is_base64(const Field& field, ValueFormat format) noexcept {
  return field.kind == FieldKind::bytes && (format == ValueFormat::plain || format == ValueFormat::ncap ||
                                            format == ValueFormat::encoded || format == ValueFormat::dns_block);
}

std::string_view kind_of(std::string_view value) noexcept {
  if (text::is_string(value)) return "a string";
  if (text::is_object(value)) return "an object";
  if (text::is_list(value)) return "a list";
  if (is_json_number(value)) return "a number";
  return text::is_null(value) ? "null" : "a boolean";
}

tl::unexpected<Error> wrong_kind(const Field& field, std::string_view value) {
  return bad_field(field, "expected " + std::string(to_string(field.kind)) + ", got " + std::string(kind_of(value)));
}

}  // namespace

tl::unexpected<Error> bad_text(std::string_view why) {
  return fail(Errc::bad_text, 0, std::string(why));
}

bool is_json_number(std::string_view value) noexcept {
  return value.starts_with('-') || base::is_digit(value.front()) || value == "nan" || value == "inf";
}

bool is_json_integer(std::string_view number) noexcept {
  return std::ranges::all_of(number, [](char c) { return c == '-' || base::is_digit(c); });
}

std::optional<double> parse_json_real(std::string_view number) {
  if (const auto real = base::parse_real(number)) return real;
  const std::string text(number);
  char* end = nullptr;
  const double real = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() ? std::optional(real) : std::nullopt;
}

std::string_view string_text(std::string_view string, std::vector<std::byte>& buffer) {
  NMSGXX_ASSERT(text::is_string(string));
  return text::unescaped(text::inside(string), buffer);
}

void JsonMessage::find_fields(const SchemaLayout& layout, text::JsonItems& fields) {
  layout_ = &layout;
  for (const std::size_t field : found_) values_[field] = {};
  found_.clear();
  values_.resize(layout.fields.size());
  unknown_.reset();
  std::size_t next = 0;
  while (fields.next()) {
    const std::size_t field = layout.find(fields.key(text_), next);
    if (field == layout.fields.size()) {
      if (!unknown_) unknown_ = fields.raw_key();
      continue;
    }
    next = field + 1;
    if (layout.field_layouts[field].slot == kNoSlot) continue;
    if (values_[field].empty()) found_.push_back(field);
    values_[field] = fields.value();
  }
}

Result<void> JsonMessage::encode(std::size_t size_max, std::vector<std::byte>& out) {
  NMSGXX_ASSERT(layout_ != nullptr);
  if (unknown_) return bad_text("unknown field " + excerpt(text::unescaped(*unknown_, text_)));
  size_max_ = size_max;
  builder_.start(*layout_);
  // In the order of the schema, because rdata is read by an rrtype that may come after it.
  if (!std::ranges::is_sorted(found_)) std::ranges::sort(found_);
  for (const std::size_t field : found_) {
    if (auto added = add_values(field, values_[field]); !added) return added;
  }
  base::recycle(text_);
  return builder_.finish(out);
}

Result<void> JsonMessage::add_values(std::size_t index, std::string_view value) {
  const Field& field = layout_->fields[index];
  if (!field.repeated && text::is_null(value)) {
    // As for nmsgtool: what is required is 0 or empty, and anything else is absent.
    if (field.required) builder_.add(layout_->field_layouts[index].slot, {});
    return {};
  }
  if (!field.repeated) return add_value(index, value);
  if (!text::is_list(value)) return bad_field(field, "expected a list, got " + std::string(kind_of(value)));
  for (text::JsonItems items(value); items.next();) {
    if (auto added = add_value(index, items.value()); !added) return added;
  }
  return {};
}

Result<void> JsonMessage::add_value(std::size_t index, std::string_view value) {
  if (builder_.size() > size_max_) return bad_text("the message is too much longer than its line");
  const Field& field = layout_->fields[index];
  if (text::is_null(value)) return bad_field(field, "expected a value, got null in a list");
  if (field.kind == FieldKind::message) return add_nested(index, value);
  if (is_base64(field, layout_->field_layouts[index].format)) return add_base64(index, value);
  if (text::is_string(value)) return add_text(*layout_, index, string_text(value, text_), builder_);
  if (is_json_number(value)) return add_json_number(index, value);
  const bool boolean = field.kind == FieldKind::boolean && (value == "true" || value == "false");
  if (!boolean) return wrong_kind(field, value);
  return add_number(*layout_, index, value == "true" ? 1 : 0, builder_);
}

Result<void> JsonMessage::add_json_number(std::size_t index, std::string_view value) {
  const Field& field = layout_->fields[index];
  if (field.kind == FieldKind::real) {
    const auto number = parse_json_real(value);
    if (!number) return bad_field(field, "expected a number, got " + excerpt(value));
    builder_.add(layout_->field_layouts[index].slot, {.number = std::bit_cast<std::uint64_t>(*number)});
    return {};
  }
  if (is_json_integer(value)) {
    if (const auto number = base::parse_number<std::uint64_t>(value)) return add_number(*layout_, index, *number, builder_);
    if (const auto number = base::parse_number<std::int64_t>(value)) {
      return add_number(*layout_, index, static_cast<std::uint64_t>(*number), builder_);
    }
  }
  return bad_field(field, "expected " + std::string(to_string(field.kind)) + ", got " + excerpt(value));
}

// The value is base64, or an object that has it as "b64"; null stands for no bytes.
Result<void> JsonMessage::add_base64(std::size_t index, std::string_view value) {
  const Field& field = layout_->fields[index];
  std::string_view text = value;
  if (text::is_object(value)) {
    text = {};
    for (text::JsonItems items(value); items.next();) {
      if (items.key(text_) == "b64") text = items.value();
    }
    if (text.empty()) return bad_field(field, "expected an object with \"b64\"");
  }
  const SlotIndex slot = layout_->field_layouts[index].slot;
  auto& out = builder_.begin_bytes(slot, text.size() / 4 * 3);
  if (!text::is_null(text) && (!text::is_string(text) || !text::append_from_base64(string_text(text, text_), out))) {
    return bad_field(field, "expected base64");
  }
  builder_.end_bytes(slot);
  return {};
}

Result<void> JsonMessage::add_nested(std::size_t index, std::string_view value) {
  const Field& field = layout_->fields[index];
  const auto message = nested_from_json(*field.stored, value);
  if (!message) return bad_field(field, message.error().detail);
  builder_.add(layout_->field_layouts[index].slot, {.bytes = std::as_bytes(std::span(message->data(), message->size()))});
  return {};
}

}  // namespace nmsgxx::message
