#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include <simdjson.h>

#include "message/base64.hpp"
#include "message/clock.hpp"
#include "message/json_text.hpp"
#include "message/message_builder.hpp"
#include "message/nested_message.hpp"
#include "message/time_text.hpp"
#include "message/value_parse.hpp"
#include "nmsgxx/json.hpp"

namespace nmsgxx {
namespace {

using message::Plan;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Errc::bad_text, 0, std::string(what));
}

/// The value of a key; nothing when it is absent or null.
std::optional<element> find(const object& from, std::string_view key) {
  element found;
  if (from[key].get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
  return found;
}

Result<std::string_view> required_text(const object& from, std::string_view key) {
  const auto found = find(from, key);
  if (!found || !found->is_string()) return refuse("no \"" + std::string(key) + '"');
  return std::string_view(*found);
}

std::optional<message::Moment> moment_of(double seconds) {
  constexpr double kRange = 9.2e18;
  if (!(seconds > -kRange && seconds < kRange)) return std::nullopt;
  const double whole = std::floor(seconds);
  return message::Moment{static_cast<std::int64_t>(whole), static_cast<std::uint32_t>((seconds - whole) * 1e9)};
}

Result<message::Moment> read_time(const object& record) {
  const auto time = find(record, "time");
  if (!time) return message::now();
  std::optional<message::Moment> moment;
  if (time->is_string()) {
    moment = message::parse_time(*time);
  } else if (time->is_int64()) {
    moment = message::Moment{std::int64_t(*time), 0};
  } else if (time->is_double()) {
    moment = moment_of(double(*time));
  }
  if (!moment) return refuse("\"time\" is none");
  return *moment;
}

/// A number, or a text that is one.
std::optional<std::uint32_t> number_of(const element& value, int base) {
  std::uint32_t number = 0;
  if (value.is_uint64() || value.is_int64()) {
    const auto wide = value.is_uint64() ? std::uint64_t(value) : static_cast<std::uint64_t>(std::int64_t(value));
    number = static_cast<std::uint32_t>(wide);
    return number == wide ? std::optional(number) : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const std::string_view text(value);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<void> read_source(const object& record, PayloadView& payload) {
  constexpr int kBase = 16;
  const auto source = find(record, "source");
  if (!source) return {};
  const auto number = number_of(*source, kBase);
  if (!number) return refuse("\"source\" is no number of 32 bits");
  payload.source = *number;
  payload.has_source = *number != 0;
  return {};
}

/// Names of operators and groups that nobody knows stand for none, as for nmsgtool.
std::uint32_t number_or_0(const object& record, std::string_view key, const AliasTable* aliases) {
  constexpr int kBase = 10;
  const auto value = find(record, key);
  if (!value) return 0;
  if (aliases != nullptr && value->is_string()) {
    if (const auto number = aliases->number(*value)) return *number;
  }
  return number_of(*value, kBase).value_or(0);
}

}  // namespace

class JsonReader::State {
 public:
  State(const Registry& registry, const Aliases* aliases) : registry_(registry), aliases_(aliases) {}

  Result<PayloadView> read(std::string_view line);

 private:
  Result<void> read_payload(const object& record, const MessageSchema& schema, PayloadView& payload);
  Result<void> read_message(const object& from, const Plan& plan);
  Result<void> find_fields(const object& from, const Plan& plan);
  Result<void> add_all(const Plan& plan, std::size_t field, const element& value);
  Result<void> add(const Plan& plan, std::size_t field, const element& value);
  Result<void> add_octets(const Plan& plan, std::size_t field, const element& value);
  Result<void> add_nested(const Plan& plan, std::size_t field, const element& value);
  std::string_view text_of(const element& value);

  const Registry& registry_;
  const Aliases* aliases_;
  simdjson::dom::parser parser_;
  message::MessageBuilder builder_;
  std::vector<std::optional<element>> values_;
  std::vector<std::byte> scratch_;
  std::vector<std::byte> octets_;
  bool as_characters_ = false;  // the line's octets stand as characters, as it is not UTF-8
  message::Text characters_;
};

Result<PayloadView> JsonReader::State::read(std::string_view line) {
  element root;
  auto error = parser_.parse(line.data(), line.size()).get(root);
  as_characters_ = error == simdjson::UTF8_ERROR;
  if (as_characters_) {
    // libnmsg writes surrogates as they are, which no parser takes.
    characters_.clear();
    message::append_octets_as_characters(line, characters_);
    error = parser_.parse(characters_.view().data(), characters_.size()).get(root);
  }
  if (error != simdjson::SUCCESS) {
    return refuse(std::string("not JSON: ") + simdjson::error_message(error));
  }
  object record;
  if (root.get(record) != simdjson::SUCCESS) return refuse("not an object");
  const auto vendor = required_text(record, "vname");
  if (!vendor) return tl::unexpected(vendor.error());
  const auto name = required_text(record, "mname");
  if (!name) return tl::unexpected(name.error());
  const MessageSchema* schema = registry_.find(*vendor, *name);
  if (schema == nullptr) return refuse("unknown message type " + std::string(*vendor) + ' ' + std::string(*name));

  PayloadView payload;
  payload.type = schema->type();
  const auto time = read_time(record);
  if (!time) return tl::unexpected(time.error());
  payload.time_sec = time->seconds;
  payload.time_nsec = time->nanoseconds;
  payload.operator_ = number_or_0(record, "operator", aliases_ == nullptr ? nullptr : &aliases_->operators);
  payload.has_operator = payload.operator_ != 0;
  payload.group = number_or_0(record, "group", aliases_ == nullptr ? nullptr : &aliases_->groups);
  payload.has_group = payload.group != 0;
  if (auto source = read_source(record, payload); !source) return tl::unexpected(source.error());
  if (auto read = read_payload(record, *schema, payload); !read) return tl::unexpected(read.error());
  return payload;
}

Result<void> JsonReader::State::read_payload(const object& record, const MessageSchema& schema, PayloadView& payload) {
  octets_.clear();
  if (const auto message = find(record, "message")) {
    object fields;
    if (message->get(fields) != simdjson::SUCCESS) return refuse("\"message\" is no object");
    if (auto read = read_message(fields, schema.plan()); !read) return read;
  } else if (const auto raw = find(record, "payload")) {
    if (!raw->is_string() || !message::append_from_base64(*raw, octets_)) return refuse("\"payload\" is not base64");
  } else if (element null; record["message"].get(null) != simdjson::SUCCESS) {
    return refuse("no \"message\"");
  } else {
    return {};
  }
  payload.bytes = octets_;
  payload.has_bytes = true;
  return {};
}

Result<void> JsonReader::State::read_message(const object& from, const Plan& plan) {
  if (auto found = find_fields(from, plan); !found) return found;
  builder_.start(plan);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!values_[i]) continue;
    if (auto added = add_all(plan, i, *values_[i]); !added) return added;
  }
  return builder_.finish(octets_);
}

// In the order of the schema: rdata is read by an rrtype that may stand behind it.
Result<void> JsonReader::State::find_fields(const object& from, const Plan& plan) {
  values_.assign(plan.fields.size(), std::nullopt);
  for (const auto& [key, value] : from) {
    const auto at = std::ranges::find(plan.fields, key, &Field::name);
    if (at == plan.fields.end()) return refuse("unknown field " + std::string(key));
    const auto index = static_cast<std::size_t>(at - plan.fields.begin());
    if (plan.shown[index].slot != message::kNoSlot) values_[index] = value;
  }
  return {};
}

Result<void> JsonReader::State::add_all(const Plan& plan, std::size_t field, const element& value) {
  if (!plan.fields[field].repeated) return add(plan, field, value);
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return message::bad_field(plan.fields[field], "no list");
  for (const element& one : list) {
    if (auto added = add(plan, field, one); !added) return added;
  }
  return {};
}

Result<void> JsonReader::State::add(const Plan& plan, std::size_t index, const element& value) {
  const Field& field = plan.fields[index];
  if (field.kind == FieldKind::message) return add_nested(plan, index, value);
  const message::Form form = plan.shown[index].form;
  const bool octets = field.kind == FieldKind::bytes && (form == message::Form::plain || form == message::Form::ncap ||
                                                         form == message::Form::encoded || form == message::Form::dns_block);
  if (octets) return add_octets(plan, index, value);
  switch (value.type()) {
    case element_type::STRING: return message::add_text(plan, index, text_of(value), builder_, scratch_);
    case element_type::INT64:
      if (field.kind == FieldKind::real) break;
      return message::add_number(plan, index, static_cast<std::uint64_t>(std::int64_t(value)), builder_);
    case element_type::UINT64:
      if (field.kind == FieldKind::real) break;
      return message::add_number(plan, index, std::uint64_t(value), builder_);
    case element_type::BOOL:
      if (field.kind != FieldKind::boolean) return message::bad_field(field, "a truth value is none");
      return message::add_number(plan, index, bool(value) ? 1 : 0, builder_);
    case element_type::NULL_VALUE:
      if (field.kind != FieldKind::address) return message::bad_field(field, "null is none");
      builder_.add(plan.shown[index].slot, {});
      return {};
    default: break;
  }
  double number = 0;
  if (field.kind != FieldKind::real || value.get(number) != simdjson::SUCCESS) {
    return message::bad_field(field, "the value is no " + std::string(to_string(field.kind)));
  }
  builder_.add(plan.shown[index].slot, {.number = std::bit_cast<std::uint64_t>(number)});
  return {};
}

// A text in base64, or an object that has it as "b64"; null when there are none.
Result<void> JsonReader::State::add_octets(const Plan& plan, std::size_t field, const element& value) {
  element text = value;
  object encoded;
  if (value.get(encoded) == simdjson::SUCCESS && encoded["b64"].get(text) != simdjson::SUCCESS) {
    return message::bad_field(plan.fields[field], "no \"b64\"");
  }
  scratch_.clear();
  if (!text.is_null() && (!text.is_string() || !message::append_from_base64(text, scratch_))) {
    return message::bad_field(plan.fields[field], "not base64");
  }
  builder_.add(plan.shown[field].slot, {.bytes = scratch_});
  return {};
}

Result<void> JsonReader::State::add_nested(const Plan& plan, std::size_t index, const element& value) {
  const Field& field = plan.fields[index];
  const auto message = message::nested_from_json(*field.stored, simdjson::minify(value));
  if (!message) return message::bad_field(field, message.error().detail);
  builder_.add(plan.shown[index].slot, {.bytes = std::as_bytes(std::span(message->data(), message->size()))});
  return {};
}

std::string_view JsonReader::State::text_of(const element& value) {
  if (!as_characters_) return value;
  characters_.clear();
  message::append_characters_as_octets(value, characters_);
  return characters_.view();
}

JsonReader::JsonReader(const Registry& registry, const Aliases* aliases) : state_(std::make_unique<State>(registry, aliases)) {}
JsonReader::~JsonReader() = default;

Result<PayloadView> JsonReader::read(std::string_view line) {
  return state_->read(line);
}

}  // namespace nmsgxx
