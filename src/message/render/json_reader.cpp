#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/memory.hpp"
#include "base/number.hpp"
#include "message/render/json_message.hpp"
#include "message/render/value_parse.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/time.hpp"
#include "text/base64.hpp"
#include "text/json_scan.hpp"
#include "text/time.hpp"

namespace nmsgxx {
namespace {

using message::bad_text;
using message::string_text;
using text::JsonItems;

// A message may take more bytes than its text, but only for numbers such as -1, which take eleven.  With this limit reading a
// line takes no more than four times its size and 64 MiB.
constexpr std::size_t kBeyondLine = std::size_t{16} << 20;

constexpr std::string_view kMessage = "message";

tl::unexpected<Error> not_json(std::string_view line, const JsonItems& items) {
  if (items.too_deep()) return bad_text("nested deeper than " + std::to_string(text::kJsonDepthMax) + " levels");
  return bad_text("not JSON from byte " + std::to_string(line.size() - items.rest().size()) + " on");
}

std::optional<Time> time_of(double seconds) {
  constexpr double kRange = 9.2e18;
  constexpr std::uint32_t kSecond = 1'000'000'000;
  if (!(seconds > -kRange && seconds < kRange)) return std::nullopt;
  const double whole = std::floor(seconds);
  const auto nanoseconds = static_cast<std::uint32_t>((seconds - whole) * kSecond);
  return Time{static_cast<std::int64_t>(whole) + nanoseconds / kSecond, nanoseconds % kSecond};
}

/// Parses an ID: a JSON number, or a string in the given radix.
std::optional<std::uint32_t> parse_id(std::string_view value, int radix, std::vector<std::byte>& buffer) {
  if (text::is_string(value)) return base::parse_number<std::uint32_t>(string_text(value, buffer), radix);
  return message::is_json_number(value) ? base::parse_number<std::uint32_t>(value) : std::nullopt;
}

/// The members of a record, as the line has them; empty when they are absent or null.
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
  Result<void> scan(std::string_view line, Record& record);
  bool scan_message(JsonItems& items);
  Result<void> find_schema(const Record& record);
  Result<Time> read_time(std::string_view time);
  std::uint32_t id_or_0(std::string_view value, const AliasTable* aliases);
  Result<void> read_payload(const Record& record, std::size_t size_max, PayloadView& payload);

  const Registry& registry_;
  const Aliases* aliases_;
  const MessageSchema* schema_ = nullptr;  // of the last record
  const char* vendor_of_ = nullptr;        // the names in this line that it was found by
  const char* type_of_ = nullptr;
  message::JsonMessage message_;
  std::string_view fields_of_;                    // the object in this line whose fields message_ has found
  const MessageSchema* fields_schema_ = nullptr;  // the schema that it found them by
  std::vector<std::byte> text_;                   // of a string that has escapes
  std::vector<std::byte> vendor_;                 // the same
  std::vector<std::byte> bytes_;
};

Result<PayloadView> JsonReader::State::read(std::string_view line) {
  Record record;
  if (auto scanned = scan(line, record); !scanned) return tl::unexpected(scanned.error());
  if (auto found = find_schema(record); !found) return tl::unexpected(found.error());
  PayloadView payload;
  payload.type = schema_->type();
  const auto time = read_time(record.time);
  if (!time) return tl::unexpected(time.error());
  payload.time_sec = time->seconds;
  payload.time_nsec = time->nanoseconds;
  payload.operator_ = id_or_0(record.operator_, aliases_ == nullptr ? nullptr : &aliases_->operators);
  payload.has_operator = payload.operator_ != 0;
  payload.group = id_or_0(record.group, aliases_ == nullptr ? nullptr : &aliases_->groups);
  payload.has_group = payload.group != 0;
  if (!record.source.empty()) {
    constexpr int kHexadecimal = 16;
    const auto source = parse_id(record.source, kHexadecimal, text_);
    if (!source) return bad_text("\"source\": expected a 32-bit number, got " + message::excerpt(record.source));
    payload.source = *source;
    payload.has_source = *source != 0;
  }
  if (auto read = read_payload(record, line.size() + kBeyondLine, payload); !read) return tl::unexpected(read.error());
  return payload;
}

Result<void> JsonReader::State::scan(std::string_view line, Record& record) {
  JsonItems items(line);
  if (!items.is_object()) return bad_text(text::is_json(line) ? "expected an object" : "not JSON");
  fields_of_ = {};
  vendor_of_ = type_of_ = nullptr;
  while (items.next_key()) {
    const std::string_view key = items.key(text_);
    // The message mostly comes after the names of its type, so that its fields are found in the same pass.
    if (key == kMessage && find_schema(record)) {
      if (scan_message(items)) record.set(kMessage, items.value());
    } else if (items.take_value()) {
      record.set(key, items.value());
    }
  }
  if (!items.whole()) return not_json(line, items);
  if (!items.rest().empty()) return bad_text("text after the object");
  return {};
}

// Reads the next value, and finds its fields if it is an object.
bool JsonReader::State::scan_message(JsonItems& items) {
  JsonItems fields = items.inner();
  if (!fields.is_object()) return items.take_value();
  message_.find_fields(schema_->layout(), fields);
  if (!items.take_inner(fields)) return false;
  fields_of_ = items.value();
  fields_schema_ = schema_;
  return true;
}

Result<void> JsonReader::State::find_schema(const Record& record) {
  if (!text::is_string(record.vendor)) return bad_text("\"vname\": expected a string");
  if (!text::is_string(record.type)) return bad_text("\"mname\": expected a string");
  if (record.vendor.data() == vendor_of_ && record.type.data() == type_of_ && schema_ != nullptr) return {};
  const auto vendor = string_text(record.vendor, vendor_);
  const auto type = string_text(record.type, text_);
  vendor_of_ = record.vendor.data();
  type_of_ = record.type.data();
  // Lines of one type often follow each other.
  if (schema_ != nullptr && schema_->vendor() == vendor && schema_->name() == type) return {};
  schema_ = registry_.find(vendor, type);
  if (schema_ == nullptr) return bad_text("unknown message type " + message::excerpt(vendor) + ' ' + message::excerpt(type));
  return {};
}

Result<Time> JsonReader::State::read_time(std::string_view time) {
  if (time.empty()) return Time::now();
  std::optional<Time> read;
  if (text::is_string(time)) {
    read = text::parse_time(string_text(time, text_));
  } else if (message::is_json_number(time) && message::is_json_integer(time)) {
    if (const auto seconds = base::parse_number<std::int64_t>(time)) read = Time{*seconds, 0};
  } else if (message::is_json_number(time)) {
    if (const auto seconds = message::parse_json_real(time)) read = time_of(*seconds);
  }
  if (!read) {
    return bad_text("\"time\": expected a time such as \"2015-02-22 06:58:27\", got " + message::excerpt(time));
  }
  return *read;
}

// As for nmsgtool, an operator or a group of an unknown name is absent.
std::uint32_t JsonReader::State::id_or_0(std::string_view value, const AliasTable* aliases) {
  constexpr int kDecimal = 10;
  if (value.empty()) return 0;
  if (aliases != nullptr && text::is_string(value)) {
    if (const auto number = aliases->number(string_text(value, text_))) return *number;
  }
  return parse_id(value, kDecimal, text_).value_or(0);
}

Result<void> JsonReader::State::read_payload(const Record& record, std::size_t size_max, PayloadView& payload) {
  base::recycle(bytes_);
  if (!record.message.empty()) {
    if (!text::is_object(record.message)) return bad_text("\"message\": expected an object");
    if (fields_of_.data() != record.message.data() || fields_schema_ != schema_) {
      JsonItems fields(record.message);
      message_.find_fields(schema_->layout(), fields);
    }
    if (auto encoded = message_.encode(size_max, bytes_); !encoded) return encoded;
  } else if (!record.payload.empty()) {
    const bool good = text::is_string(record.payload) && text::append_from_base64(string_text(record.payload, text_), bytes_);
    if (!good) return bad_text("\"payload\": expected base64");
  } else {
    if (!record.has_message) return bad_text("\"message\": missing");
    return {};
  }
  payload.bytes = bytes_;
  payload.has_bytes = true;
  return {};
}

JsonReader::JsonReader(const Registry& registry, const Aliases* aliases) : state_(std::make_unique<State>(registry, aliases)) {}
JsonReader::~JsonReader() = default;

Result<PayloadView> JsonReader::read(std::string_view line) {
  return state_->read(line);
}

}  // namespace nmsgxx
