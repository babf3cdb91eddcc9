#include "nmsgxx/message.hpp"

#include <bit>
#include <span>
#include <utility>

#include "message/render/value_parse.hpp"
#include "message/schema/message_builder.hpp"
#include "message/schema/scratch.hpp"

namespace nmsgxx {
namespace {

using message::FieldLayout;
using message::SlotIndex;
using message::Value;

bool is_number(FieldKind kind) noexcept {
  return kind != FieldKind::real && kind != FieldKind::bytes && kind != FieldKind::string && kind != FieldKind::lines &&
         kind != FieldKind::address && kind != FieldKind::message;
}

bool is_bytes(FieldKind kind) noexcept {
  return kind != FieldKind::real && !is_number(kind);
}

bool is_real(FieldKind kind) noexcept {
  return kind == FieldKind::real;
}

tl::unexpected<Error> no_field(std::size_t field) {
  return fail(Errc::bad_argument, 0, "the message type has no field " + std::to_string(field));
}

tl::unexpected<Error> refuse(const Field& field, std::string_view why) {
  return fail(Errc::bad_argument, 0, "field " + field.name + ": " + std::string(why));
}

tl::unexpected<Error> wrong_kind(const Field& field, std::string_view got) {
  return refuse(field, "expected " + std::string(to_string(field.kind)) + ", got " + std::string(got));
}

}  // namespace

class Message::State {
 public:
  explicit State(const MessageSchema& of) : schema(of), values_(of.layout().slots.size()) {}

  Result<void> decode(std::vector<std::byte> message);
  /// Returns null when the schema has no such field.
  const Field* info(std::size_t field) const noexcept;
  std::optional<Value> get(bool (*of_kind)(FieldKind), std::size_t field, std::size_t index);
  std::size_t count(std::size_t field);
  Result<void> set(std::size_t field, const Value& value, std::size_t index);
  Result<void> set_text(std::size_t field, std::string_view text, std::size_t index);
  Result<void> encode(std::vector<std::byte>& out) const;

  const MessageSchema& schema;

 private:
  const FieldLayout& layout_of(std::size_t field) const { return schema.layout().field_layouts[field]; }
  std::optional<Value> derive(std::size_t field);

  std::vector<std::byte> bytes_;
  std::vector<std::unique_ptr<std::byte[]>> set_bytes_;  // of values that set() copied
  std::vector<std::vector<Value>> values_;               // by slot
  bool parsed_ = false;                                  // whether scratch_.fields has all values
  std::vector<std::byte> encoded_;
  message::Scratch scratch_;
};

Result<void> Message::State::decode(std::vector<std::byte> message) {
  bytes_ = std::move(message);
  if (auto parsed = scratch_.parse(schema.layout(), bytes_); !parsed) return parsed;
  for (SlotIndex slot = 0; slot < values_.size(); ++slot) {
    if (schema.layout().slots[slot].embedded != 0) continue;
    scratch_.fields.for_each(slot, [&](const Value& value) { values_[slot].push_back(value); });
  }
  parsed_ = true;
  return {};
}

std::optional<Value> Message::State::derive(std::size_t field) {
  if (!parsed_) {
    encoded_.clear();
    if (!encode(encoded_) || !scratch_.parse(schema.layout(), encoded_)) return std::nullopt;
    parsed_ = true;
  }
  return layout_of(field).presentation_getter(scratch_.fields, scratch_);
}

const Field* Message::State::info(std::size_t field) const noexcept {
  return field < schema.fields().size() ? &schema.fields()[field] : nullptr;
}

std::optional<Value> Message::State::get(bool (*of_kind)(FieldKind), std::size_t field, std::size_t index) {
  const Field* known = info(field);
  if (known == nullptr || !of_kind(known->kind)) return std::nullopt;
  if (layout_of(field).presentation_getter != nullptr) return index == 0 ? derive(field) : std::nullopt;
  const auto& values = values_[layout_of(field).slot];
  return index < values.size() ? std::optional(values[index]) : std::nullopt;
}

std::size_t Message::State::count(std::size_t field) {
  if (info(field) == nullptr) return 0;
  return layout_of(field).presentation_getter != nullptr ? derive(field).has_value() : values_[layout_of(field).slot].size();
}

Result<void> Message::State::set(std::size_t field, const Value& value, std::size_t index) {
  const SlotIndex slot = layout_of(field).slot;
  const Field& info = schema.fields()[field];
  if (slot == message::kNoSlot) return refuse(info, "it is derived from other fields");
  auto& values = values_[slot];
  if (index > values.size() || (index > 0 && !info.repeated))
    return refuse(info, "index " + std::to_string(index) + " is out of range");
  if (index == values.size()) values.emplace_back();
  Value& to = values[index];
  to.number = value.number;
  to.bytes = {};
  parsed_ = false;
  if (value.bytes.empty()) return {};
  auto& bytes = set_bytes_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(value.bytes.size()));
  std::ranges::copy(value.bytes, bytes.get());
  to.bytes = {bytes.get(), value.bytes.size()};
  return {};
}

Result<void> Message::State::set_text(std::size_t field, std::string_view text, std::size_t index) {
  const FieldLayout& field_layout = layout_of(field);
  if (field_layout.slot == message::kNoSlot) return set(field, {}, index);
  message::MessageBuilder builder;
  builder.start(schema.layout());
  // The text may depend on the values of other fields: rdata on an rrtype.
  for (SlotIndex slot = 0; slot < values_.size(); ++slot) {
    if (slot != field_layout.slot && !values_[slot].empty()) builder.add(slot, values_[slot].front());
  }
  if (auto added = message::add_text(schema.layout(), field, text, builder); !added) {
    return fail(Errc::bad_argument, 0, added.error().detail);
  }
  return set(field, builder.get(field_layout.slot), index);
}

Result<void> Message::State::encode(std::vector<std::byte>& out) const {
  message::MessageBuilder builder;
  builder.start(schema.layout());
  for (SlotIndex slot = 0; slot < values_.size(); ++slot) {
    for (const Value& value : values_[slot]) builder.add(slot, value);
  }
  return builder.finish(out);
}

Message::Message(const MessageSchema& schema) : state_(std::make_unique<State>(schema)) {}
Message::~Message() = default;
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;

Result<Message> Message::decode(const MessageSchema& schema, std::vector<std::byte> bytes) {
  Message message(schema);
  if (auto decoded = message.state_->decode(std::move(bytes)); !decoded) return tl::unexpected(decoded.error());
  return message;
}

const MessageSchema& Message::schema() const noexcept {
  return state_->schema;
}

std::size_t Message::count(std::size_t field) {
  return state_->count(field);
}

std::optional<std::uint64_t> Message::number(std::size_t field, std::size_t index) {
  const auto value = state_->get(is_number, field, index);
  return value ? std::optional(value->number) : std::nullopt;
}

std::optional<double> Message::real(std::size_t field, std::size_t index) {
  const auto value = state_->get(is_real, field, index);
  return value ? std::optional(std::bit_cast<double>(value->number)) : std::nullopt;
}

std::optional<Bytes> Message::bytes(std::size_t field, std::size_t index) {
  const auto value = state_->get(is_bytes, field, index);
  return value ? std::optional(value->bytes) : std::nullopt;
}

Result<void> Message::set_number(std::size_t field, std::uint64_t number, std::size_t index) {
  const Field* info = state_->info(field);
  if (info == nullptr) return no_field(field);
  if (!is_number(info->kind)) return wrong_kind(*info, "an integer");
  if (!message::fits(info->kind, number)) return wrong_kind(*info, std::to_string(number));
  return state_->set(field, {.number = number}, index);
}

Result<void> Message::set_real(std::size_t field, double number, std::size_t index) {
  const Field* info = state_->info(field);
  if (info == nullptr) return no_field(field);
  if (!is_real(info->kind)) return wrong_kind(*info, "a double");
  return state_->set(field, {.number = std::bit_cast<std::uint64_t>(number)}, index);
}

Result<void> Message::set_bytes(std::size_t field, Bytes bytes, std::size_t index) {
  const Field* info = state_->info(field);
  if (info == nullptr) return no_field(field);
  if (!is_bytes(info->kind)) return wrong_kind(*info, "bytes");
  const bool fits = info->kind != FieldKind::address || bytes.empty() || bytes.size() == 4 || bytes.size() == 16;
  if (!fits) return refuse(*info, "expected an address of 4 or 16 bytes, got " + std::to_string(bytes.size()));
  return state_->set(field, {.bytes = bytes}, index);
}

Result<void> Message::set_text(std::size_t field, std::string_view text, std::size_t index) {
  if (state_->info(field) == nullptr) return no_field(field);
  return state_->set_text(field, text, index);
}

Result<void> Message::encode(std::vector<std::byte>& out) const {
  return state_->encode(out);
}

}  // namespace nmsgxx
