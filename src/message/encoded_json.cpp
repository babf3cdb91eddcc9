#include "message/encoded_json.hpp"

#include <simdjson.h>

#include "message/json_scan.hpp"
#include "message/json_text.hpp"
#include "proto/encode.pb.h"

namespace nmsgxx::message {
namespace {

using nmsg::base::Encode;

std::string_view text_of(Bytes data) noexcept {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

// Every JSON parser must be able to read a line, and some that are in wide use have limits of their own: jq 1.6 reads 256
// levels, Python whole numbers of 4,300 digits.  The value stands in a record, its message and the object of its field.
constexpr std::size_t kLineDepthMax = 256;
constexpr std::size_t kDepthAround = 3;
constexpr JsonLimits kShown{.depth = kLineDepthMax - kDepthAround, .digits = 4300};

// JSON as it is, but in one line: a record is one.
bool append_json(std::string_view text, Text& out) {
  if (!is_json(text, kShown)) return false;
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
    shown = append_json(text_of(data), out);
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
