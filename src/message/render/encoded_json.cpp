#include "message/render/encoded_json.hpp"

#include "proto/encode.pb.h"
#include "text/json_scan.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::message {
namespace {

using nmsg::base::Encode;

std::string_view text_of(Bytes data) noexcept {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

// Every JSON parser must be able to read a line, and some that are in wide use have limits of their own: jq 1.6 reads 256
// levels and counts an object as two, Python reads whole numbers of 4,300 digits.  The value stands in a record, its message
// and the object of its field.
constexpr std::size_t kLineDepthMax = 128;
constexpr std::size_t kDepthAround = 3;
constexpr text::JsonLimits kShown{.depth = kLineDepthMax - kDepthAround, .digits = 4300};

}  // namespace

void append_encoded(Scratch& scratch, Bytes data, text::Text& out) {
  const Value* type = scratch.fields.find(Encode::kTypeFieldNumber);
  bool shown = false;
  out += '{';
  if (type->number == Encode::JSON) {
    shown = text::is_json(text_of(data), kShown);
    if (shown) {
      out += "\"val\":";
      text::append_as_line(text_of(data), out);
    }
  } else if (type->number != Encode::MSGPACK) {
    out += "\"val\":";
    text::append_json_string(text_of(data), out);
    shown = true;
  }
  if (shown) out += ',';
  out += "\"b64\":";
  text::append_json_base64(data, out);
  out += '}';
}

}  // namespace nmsgxx::message
