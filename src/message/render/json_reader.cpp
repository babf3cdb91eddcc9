#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/kept_memory.hpp"
#include "message/render/nested_message.hpp"
#include "message/render/value_parse.hpp"
#include "message/schema/message_builder.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/time.hpp"
#include "text/base64.hpp"
#include "text/json_scan.hpp"
#include "text/json_string.hpp"
#include "text/time.hpp"

namespace nmsgxx {
namespace {

using message::SchemaLayout;
using text::JsonItems;

// A message takes more bytes than its text at most for numbers such as -1, which take eleven.  With this bound a line costs no
// more than four times its size and 64 MiB.
constexpr std::size_t kBeyondLine = std::size_t{16} << 20;

constexpr std::string_view kMessage = "message";

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Errc::bad_text, 0, std::string(what));
}

tl::unexpected<Error> not_json(std::string_view line, const text::JsonItems& items) {
  if (items.too_deep()) return refuse("nested deeper than " + std::to_string(text::kJsonDepthMax) + " levels");
  return refuse("not JSON from byte " + std::to_string(line.size() - items.rest().size()) + " on");
}

/// What a string stands for.
///
/// @param buffer  where that is put together when it has escapes
std::string_view text_of(std::string_view string, std::vector<std::byte>& buffer) {
  return text::unescaped(text::inside(string), buffer);
}

template <class T>
std::optional<T> whole_number(std::string_view text, int base = 10) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

/// What does not fit into 64 bits becomes infinite or 0, as everywhere.
std::optional<double> real_number(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (at != end || error == std::errc::invalid_argument) return std::nullopt;
  return error == std::errc{} ? number : std::strtod(std::string(text).c_str(), nullptr);
}

bool is_number(std::string_view value) noexcept {
  return value.starts_with('-') || (value.front() >= '0' && value.front() <= '9') || value == "nan" || value == "inf";
}

bool is_whole(std::string_view number) noexcept {
  return std::ranges::all_of(number, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

std::optional<Time> moment_of(double seconds) {
  constexpr double kRange = 9.2e18;
  constexpr std::uint32_t kSecond = 1'000'000'000;
  if (!(seconds > -kRange && seconds < kRange)) return std::nullopt;
  const double whole = std::floor(seconds);
  const auto nanoseconds = static_cast<std::uint32_t>((seconds - whole) * kSecond);
  return Time{static_cast<std::int64_t>(whole) + nanoseconds / kSecond, nanoseconds % kSecond};
}

/// A number, or a text that is one.
std::optional<std::uint32_t> number_of(std::string_view value, int base, std::vector<std::byte>& buffer) {
  if (text::is_string(value)) return whole_number<std::uint32_t>(text_of(value, buffer), base);
  return is_number(value) ? whole_number<std::uint32_t>(value) : std::nullopt;
}

/// The values of a record, as they stand in the line; empty when they are absent or null.
struct Record {
  std::string_view time, vendor, type, source, operator_, group, message, payload;
  bool has_message = false;  // which may be null

  void set(std::string_view key, std::string_view value) {
    static constexpr std::pair<std::string_view, std::string_view Record::*> kMembers[] = {
        {"time", &Record::time},      {"vname", &Record::vendor},       {"mname", &Record::type},
        {"source", &Record::source},  {"operator", &Record::operator_}, {"group", &Record::group},
        {kMessage, &Record::message}, {"payload", &Record::payload},
    };
    for (const auto& [name, member] : kMembers) {
      if (name != key) continue;
      this->*member = text::is_null(value) ? std::string_view{} : value;
      has_message = has_message || member == &Record::message;
    }
  }
};

}  // namespace

class JsonReader::State {
 public:
  State(const Registry& registry, const Aliases* aliases) : registry_(registry), aliases_(aliases) {}

  Result<PayloadView> read(std::string_view line);

 private:
  Result<void> find_schema(const Record& record);
  Result<Time> read_time(std::string_view time);
  std::uint32_t number_or_0(std::string_view value, const AliasTable* aliases);
  Result<void> read_payload(const Record& record, PayloadView& payload);
  Result<void> read_message(std::string_view from);
  bool walk_message(text::JsonItems& items);
  void find_fields(text::JsonItems& items);
  Result<void> add_all(const SchemaLayout& layout, std::size_t field, std::string_view value);
  Result<void> add(const SchemaLayout& layout, std::size_t field, std::string_view value);
  Result<void> add_null(const SchemaLayout& layout, std::size_t field);
  Result<void> add_number(const SchemaLayout& layout, std::size_t field, std::string_view value);
  Result<void> add_octets(const SchemaLayout& layout, std::size_t field, std::string_view value);
  Result<void> add_nested(const SchemaLayout& layout, std::size_t field, std::string_view value);

  const Registry& registry_;
  const Aliases* aliases_;
  message::MessageBuilder builder_;
  const MessageSchema* schema_ = nullptr;  // of the last record
  const char* vendor_of_ = nullptr;        // the names in this line that it was found by
  const char* type_of_ = nullptr;
  std::string_view fields_of_;  // the message that these are of
  const MessageSchema* fields_schema_ = nullptr;
  std::vector<std::string_view> values_;  // by field; empty for those that were not found
  std::vector<std::size_t> found_;
  std::optional<std::string_view> unknown_;  // the first key that is no field
  std::size_t message_max_ = 0;
  std::vector<std::byte> text_;    // of a string that has escapes
  std::vector<std::byte> vendor_;  // the same
  std::vector<std::byte> octets_;
};

Result<PayloadView> JsonReader::State::read(std::string_view line) {
  Record record;
  text::JsonItems items(line);
  if (!items.is_object()) return refuse(text::is_json(line) ? "expected an object" : "not JSON");
  fields_of_ = {};
  vendor_of_ = type_of_ = nullptr;
  while (items.next_key()) {
    const std::string_view key = items.key(text_);
    // The message mostly comes after the names of its type, so that one pass finds its fields.
    if (key == kMessage && find_schema(record)) {
      if (walk_message(items)) record.set(kMessage, items.value());
    } else if (items.take_value()) {
      record.set(key, items.value());
    }
  }
  if (!items.whole()) return not_json(line, items);
  if (!items.rest().empty()) return refuse("text after the object");
  if (auto found = find_schema(record); !found) return tl::unexpected(found.error());

  PayloadView payload;
  payload.type = schema_->type();
  const auto time = read_time(record.time);
  if (!time) return tl::unexpected(time.error());
  payload.time_sec = time->seconds;
  payload.time_nsec = time->nanoseconds;
  payload.operator_ = number_or_0(record.operator_, aliases_ == nullptr ? nullptr : &aliases_->operators);
  payload.has_operator = payload.operator_ != 0;
  payload.group = number_or_0(record.group, aliases_ == nullptr ? nullptr : &aliases_->groups);
  payload.has_group = payload.group != 0;
  if (!record.source.empty()) {
    constexpr int kHexadecimal = 16;
    const auto source = number_of(record.source, kHexadecimal, text_);
    if (!source) return refuse("\"source\": expected a number of 32 bits");
    payload.source = *source;
    payload.has_source = *source != 0;
  }
  message_max_ = line.size() + kBeyondLine;
  if (auto read = read_payload(record, payload); !read) return tl::unexpected(read.error());
  return payload;
}

Result<void> JsonReader::State::find_schema(const Record& record) {
  if (!text::is_string(record.vendor)) return refuse("no \"vname\"");
  if (!text::is_string(record.type)) return refuse("no \"mname\"");
  if (record.vendor.data() == vendor_of_ && record.type.data() == type_of_ && schema_ != nullptr) return {};
  const auto vendor = text_of(record.vendor, vendor_);
  const auto type = text_of(record.type, text_);
  vendor_of_ = record.vendor.data();
  type_of_ = record.type.data();
  // Lines of one type often stand together.
  if (schema_ != nullptr && schema_->vendor() == vendor && schema_->name() == type) return {};
  schema_ = registry_.find(vendor, type);
  if (schema_ == nullptr) return refuse("unknown message type " + message::excerpt(vendor) + ' ' + message::excerpt(type));
  return {};
}

Result<Time> JsonReader::State::read_time(std::string_view time) {
  if (time.empty()) return Time::now();
  std::optional<Time> moment;
  if (text::is_string(time)) {
    moment = text::parse_time(text_of(time, text_));
  } else if (is_number(time) && is_whole(time)) {
    if (const auto seconds = whole_number<std::int64_t>(time)) moment = Time{*seconds, 0};
  } else if (is_number(time)) {
    if (const auto seconds = real_number(time)) moment = moment_of(*seconds);
  }
  if (!moment) return refuse("\"time\": expected a time such as \"2015-02-22 06:58:27\"");
  return *moment;
}

// Names of operators and groups that nobody knows stand for none, as for nmsgtool.
std::uint32_t JsonReader::State::number_or_0(std::string_view value, const AliasTable* aliases) {
  constexpr int kDecimal = 10;
  if (value.empty()) return 0;
  if (aliases != nullptr && text::is_string(value)) {
    if (const auto number = aliases->number(text_of(value, text_))) return *number;
  }
  return number_of(value, kDecimal, text_).value_or(0);
}

Result<void> JsonReader::State::read_payload(const Record& record, PayloadView& payload) {
  base::recycle(octets_);
  if (!record.message.empty()) {
    if (!text::is_object(record.message)) return refuse("\"message\": expected an object");
    if (auto read = read_message(record.message); !read) return read;
  } else if (!record.payload.empty()) {
    const bool good = text::is_string(record.payload) && text::append_from_base64(text_of(record.payload, text_), octets_);
    if (!good) return refuse("\"payload\": expected base64");
  } else {
    if (!record.has_message) return refuse("no \"message\"");
    return {};
  }
  payload.bytes = octets_;
  payload.has_bytes = true;
  return {};
}

Result<void> JsonReader::State::read_message(std::string_view from) {
  const SchemaLayout& layout = schema_->layout();
  if (fields_of_.data() != from.data() || fields_schema_ != schema_) {
    text::JsonItems items(from);
    find_fields(items);
  }
  if (unknown_) return refuse("unknown field " + message::excerpt(text::unescaped(*unknown_, text_)));
  builder_.start(layout);
  // In the order of the schema: rdata is read by an rrtype that may stand behind it.
  if (!std::ranges::is_sorted(found_)) std::ranges::sort(found_);
  for (const std::size_t field : found_) {
    if (auto added = add_all(layout, field, values_[field]); !added) return added;
  }
  base::recycle(text_);
  return builder_.finish(octets_);
}

// Takes the value that comes, and finds its fields if it is an object.
bool JsonReader::State::walk_message(text::JsonItems& items) {
  text::JsonItems fields = items.inner();
  if (!fields.is_object()) return items.take_value();
  find_fields(fields);
  if (!items.take_inner(fields)) return false;
  fields_of_ = items.value();
  fields_schema_ = schema_;
  return true;
}

void JsonReader::State::find_fields(text::JsonItems& items) {
  const SchemaLayout& layout = schema_->layout();
  for (const std::size_t field : found_) values_[field] = {};
  found_.clear();
  values_.resize(layout.fields.size());
  unknown_.reset();
  std::size_t next = 0;
  while (items.next()) {
    const std::size_t field = layout.find(items.key(text_), next);
    if (field == layout.fields.size()) {
      if (!unknown_) unknown_ = items.raw_key();
      continue;
    }
    next = field + 1;
    if (layout.field_layouts[field].slot == message::kNoSlot) continue;
    if (values_[field].empty()) found_.push_back(field);
    values_[field] = items.value();
  }
}

Result<void> JsonReader::State::add_all(const SchemaLayout& layout, std::size_t field, std::string_view value) {
  if (!layout.fields[field].repeated) return text::is_null(value) ? add_null(layout, field) : add(layout, field, value);
  if (!text::is_list(value)) return message::bad_field(layout.fields[field], "expected a list");
  for (text::JsonItems items(value); items.next();) {
    if (auto added = add(layout, field, items.value()); !added) return added;
  }
  return {};
}

// As for libnmsg: what is required is 0 or empty, and all else is absent.
Result<void> JsonReader::State::add_null(const SchemaLayout& layout, std::size_t field) {
  if (layout.fields[field].required) builder_.add(layout.field_layouts[field].slot, {});
  return {};
}

Result<void> JsonReader::State::add(const SchemaLayout& layout, std::size_t index, std::string_view value) {
  if (builder_.size() > message_max_) return refuse("the message is too much longer than its line");
  const Field& field = layout.fields[index];
  if (text::is_null(value)) return message::bad_field(field, "expected a value, got null in a list");
  if (field.kind == FieldKind::message) return add_nested(layout, index, value);
  const message::ValueFormat format = layout.field_layouts[index].format;
  const bool octets =
      field.kind == FieldKind::bytes && (format == message::ValueFormat::plain || format == message::ValueFormat::ncap ||
                                         format == message::ValueFormat::encoded || format == message::ValueFormat::dns_block);
  if (octets) return add_octets(layout, index, value);
  if (text::is_string(value)) return message::add_text(layout, index, text_of(value, text_), builder_);
  if (is_number(value)) return add_number(layout, index, value);
  if (value == "true" || value == "false") {
    if (field.kind != FieldKind::boolean) {
      return message::bad_field(field, "expected " + std::string(to_string(field.kind)) + ", got a boolean");
    }
    return message::add_number(layout, index, value == "true" ? 1 : 0, builder_);
  }
  return message::bad_field(field, "expected " + std::string(to_string(field.kind)));
}

Result<void> JsonReader::State::add_number(const SchemaLayout& layout, std::size_t index, std::string_view value) {
  const Field& field = layout.fields[index];
  if (field.kind == FieldKind::real) {
    const auto number = real_number(value);
    if (!number) return message::bad_field(field, "expected a number, got " + message::excerpt(value));
    builder_.add(layout.field_layouts[index].slot, {.number = std::bit_cast<std::uint64_t>(*number)});
    return {};
  }
  if (!is_whole(value)) return message::bad_field(field, "expected " + std::string(to_string(field.kind)));
  if (const auto number = whole_number<std::uint64_t>(value)) return message::add_number(layout, index, *number, builder_);
  if (const auto number = whole_number<std::int64_t>(value)) {
    return message::add_number(layout, index, static_cast<std::uint64_t>(*number), builder_);
  }
  return message::bad_field(field, message::excerpt(value) + " does not fit into " + std::string(to_string(field.kind)));
}

// A text in base64, or an object that has it as "b64"; null when there are none.
Result<void> JsonReader::State::add_octets(const SchemaLayout& layout, std::size_t field, std::string_view value) {
  std::string_view text = value;
  if (text::is_object(value)) {
    text = {};
    for (text::JsonItems items(value); items.next();) {
      if (items.key(text_) == "b64") text = items.value();
    }
    if (text.empty()) return message::bad_field(layout.fields[field], "no \"b64\"");
  }
  const message::SlotIndex slot = layout.field_layouts[field].slot;
  auto& out = builder_.begin_bytes(slot, text.size() / 4 * 3);
  if (!text::is_null(text) && (!text::is_string(text) || !text::append_from_base64(text_of(text, text_), out))) {
    return message::bad_field(layout.fields[field], "not base64");
  }
  builder_.end_bytes(slot);
  return {};
}

Result<void> JsonReader::State::add_nested(const SchemaLayout& layout, std::size_t index, std::string_view value) {
  const Field& field = layout.fields[index];
  const auto message = message::nested_from_json(*field.stored, value);
  if (!message) return message::bad_field(field, message.error().detail);
  builder_.add(layout.field_layouts[index].slot, {.bytes = std::as_bytes(std::span(message->data(), message->size()))});
  return {};
}

JsonReader::JsonReader(const Registry& registry, const Aliases* aliases) : state_(std::make_unique<State>(registry, aliases)) {}
JsonReader::~JsonReader() = default;

Result<PayloadView> JsonReader::read(std::string_view line) {
  return state_->read(line);
}

}  // namespace nmsgxx
