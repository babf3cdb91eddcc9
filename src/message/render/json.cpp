#include "nmsgxx/json.hpp"

#include <array>

#include "message/render/payload_record.hpp"
#include "message/render/raw_fields.hpp"
#include "message/render/value_text.hpp"
#include "text/json_string.hpp"
#include "text/payload_text.hpp"

namespace nmsgxx {
namespace {

using message::FieldLayout;
using message::SchemaLayout;
using message::Value;

void append_id(std::string_view key, std::uint32_t number, std::string_view alias, text::Text& out) {
  if (number == 0) return;
  out += key;
  if (alias.empty()) return message::append_number(number, out);
  text::append_json_string(alias, out);
}

void append_time(const PayloadView& payload, text::Text& out) {
  using namespace text;
  std::array<char, kTimeTextMax + 16> text;
  char* const end = text::put_time(text::put(text.data(), "{\"time\":\""), payload.time_sec, payload.time_nsec);
  out.append(text.data(), text::put(end, '"'));
}

void append_source(std::uint32_t source, text::Text& out) {
  using namespace text;
  if (source == 0) return;
  std::array<char, 32> text;
  char* const end = text::put_hex(text::put(text.data(), ",\"source\":\""), source);
  out.append(text.data(), text::put(end, '"'));
}

void append_list(const Field& field, const FieldLayout& field_layout, message::Scratch& scratch, text::Text& out) {
  out.append(field_layout.json_key).append('[');
  scratch.fields.for_each(field_layout.slot, [&](const Value& value) {
    message::append_json_value(field, field_layout, value, scratch, out);
    out += ',';
  });
  if (out.back() == ',') out.pop_back();
  out += "],";
}

void append_one(const Field& field, const FieldLayout& field_layout, const Value& value, message::Scratch& scratch,
                text::Text& out) {
  out += field_layout.json_key;
  message::append_json_value(field, field_layout, value, scratch, out);
  out += ',';
}

void append_fields(const SchemaLayout& layout, message::Scratch& scratch, text::Text& out) {
  out += '{';
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    const FieldLayout& field_layout = layout.field_layouts[i];
    if (field_layout.json_getter != nullptr) {
      if (const auto value = field_layout.json_getter(scratch.fields, scratch))
        append_one(field, field_layout, *value, scratch, out);
    } else if (field.repeated) {
      append_list(field, field_layout, scratch, out);
    } else if (scratch.fields.count(field_layout.slot) > 0) {
      append_one(field, field_layout, scratch.fields.value(field_layout.slot), scratch, out);
    }
  }
  if (out.back() == ',') out.pop_back();
  out += '}';
}

}  // namespace

std::string json_string(std::string_view text) {
  text::Text out;
  text::append_json_string(text, out);
  return std::string(out.view());
}

void message::JsonRecord::append_head(const PayloadView& payload, text::Text& out) const {
  append_time(payload, out);
  if (schema_ != nullptr) {
    out += schema_->layout().json_names;
  } else {
    const text::TypeNames names = names_of(payload.type, nullptr);
    out.append(",\"vname\":\"").append(names.vendor).append("\",\"mname\":\"").append(names.type).append('"');
    out += ",\"vid\":";
    append_number(payload.type.vid, out);
    out += ",\"msgtype\":";
    append_number(payload.type.msgtype, out);
  }
  append_source(text::source_of(payload), out);
  const std::uint32_t operator_ = text::operator_of(payload);
  append_id(",\"operator\":", operator_, operator_alias(operator_), out);
  const std::uint32_t group = text::group_of(payload);
  append_id(",\"group\":", group, group_alias(group), out);
  out += ",\"message\":";
}

void message::JsonRecord::append(const PayloadView& payload, text::Text& out) {
  append_head(payload, out);
  if (!payload.has_bytes) {
    out += "null";
  } else if (!readable_) {
    out += "null,\"payload\":";
    text::append_json_base64(payload.bytes, out);
  } else if (schema_ == nullptr) {
    append_raw_json(scratch_.raw, out);
  } else {
    append_fields(schema_->layout(), scratch_, out);
  }
  out += "}\n";
}

struct JsonWriter::State : message::RecordWriter<message::JsonRecord> {};

JsonWriter::JsonWriter(const Registry& registry, const Aliases* aliases) : state_(new State{{{registry, aliases}}}) {}
JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;

Result<void> JsonWriter::append(const PayloadView& payload, std::string& out) {
  return state_->append(payload, out);
}

}  // namespace nmsgxx
