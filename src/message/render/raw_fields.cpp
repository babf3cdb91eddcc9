#include "message/render/raw_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "message/render/value_text.hpp"
#include "message/schema/message_fields.hpp"
#include "text/json_string.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

bool is_printable(Bytes bytes) noexcept {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte >= std::byte{' '} && byte <= std::byte{'~'}; });
}

void append_bytes(Bytes bytes, text::Text& out) {
  if (is_printable(bytes)) {
    text::append_json_string({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, out);
    return;
  }
  for (const std::byte byte : bytes) {
    const auto n = std::to_integer<unsigned>(byte);
    out += "0123456789abcdef"[n >> 4];
    out += "0123456789abcdef"[n & 15];
  }
}

void append_json_value(const wire::Field& field, text::Text& out) {
  if (field.type == WireType::bytes) return text::append_json_base64(field.bytes, out);
  append_number(field.value, out);
}

void append_json_values(std::span<const wire::Field> fields, text::Text& out) {
  out += '"';
  append_number(fields.front().number, out);
  out += "\":";
  if (fields.size() > 1) out += '[';
  for (const wire::Field& field : fields) {
    append_json_value(field, out);
    out += ',';
  }
  if (fields.size() == 1) return;
  out.back() = ']';
  out += ',';
}

}  // namespace

Result<void> read_raw_fields(Bytes message, std::vector<wire::Field>& fields) {
  fields.clear();
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    const auto offset = [&] { return static_cast<std::uint64_t>(cursor.at() - message.data()); };
    if (const auto error = cursor.next(field)) return fail(*error, offset());
    if (field.type == WireType::group_start) continue;
    if (fields.size() == kMessageFieldsMax) return too_many_fields(offset());
    fields.push_back(field);
  }
  return {};
}

void append_raw_fields(std::span<const wire::Field> fields, std::string_view endline, text::Text& out) {
  for (const wire::Field& field : fields) {
    append_number(field.number, out);
    out += ": ";
    if (field.type == WireType::bytes) {
      append_bytes(field.bytes, out);
    } else {
      append_number(field.value, out);
    }
    out += endline;
  }
}

void append_raw_json(std::span<wire::Field> fields, text::Text& out) {
  std::ranges::stable_sort(fields, {}, &wire::Field::number);
  out += '{';
  for (auto at = fields.begin(); at != fields.end();) {
    const auto next = std::ranges::find_if(at, fields.end(), [&](const auto& field) { return field.number != at->number; });
    append_json_values({at, next}, out);
    at = next;
  }
  if (out.back() == ',') out.pop_back();
  out += '}';
}

}  // namespace nmsgxx::message
