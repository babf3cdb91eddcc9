#include "message/encoded_json.hpp"

#include <simdjson.h>

#include "message/json_text.hpp"
#include "proto/encode.pb.h"

namespace nmsgxx::message {
namespace {

using nmsg::base::Encode;

std::string_view text_of(Bytes data) noexcept {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

// JSON in one line: a record is one.
bool append_json(Workspace& workspace, Bytes data, Text& out) {
  const std::string_view text = text_of(data);
  if (!workspace.json.is_json(text, workspace.text)) return false;
  out += "\"val\":";
  if (text.find('\n') == std::string_view::npos && text.find('\r') == std::string_view::npos) {
    out += text;
    return true;
  }
  char* const begin = out.room(text.size());
  std::size_t size = 0;
  if (simdjson::minify(text.data(), text.size(), begin, size) == simdjson::SUCCESS) out.commit(begin + size);
  return true;
}

}  // namespace

void append_encoded(Workspace& workspace, Bytes data, Text& out) {
  const Value* type = workspace.fields.find(Encode::kTypeFieldNumber);
  bool shown = false;
  out += '{';
  if (type->number == Encode::JSON) {
    shown = append_json(workspace, data, out);
  } else if (type->number != Encode::MSGPACK) {
    out += "\"val\":";
    append_json_string(text_of(data), out);
    shown = true;
  }
  if (shown) out += ',';
  out += "\"b64\":";
  append_json_base64(data, out);
  out += '}';
}

}  // namespace nmsgxx::message
