#include "message/render/nested_message.hpp"

#include <algorithm>
#include <string>

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include "message/schema/proto_text.hpp"
#include "text/json_scan.hpp"
#include "text/json_string.hpp"
#include "text/text.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

/// Keeps the first error in a text.  Without a collector the library prints them all.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " + message;
  }
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// A message of the type that a field has.
class NestedMessage {
 public:
  explicit NestedMessage(const FieldDescriptor& field)
      : factory_(field.file()->pool()), message_(factory_.GetPrototype(field.message_type())->New()) {}

  google::protobuf::Message& message() { return *message_; }

 private:
  google::protobuf::DynamicMessageFactory factory_;
  std::unique_ptr<google::protobuf::Message> message_;
};

Bytes bytes_of(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

/// Returns the type of the message that a google.protobuf.Any holds, or null when its schema is unknown.
const Descriptor* type_in_any(const Descriptor& any, Bytes url) {
  const std::string_view text(reinterpret_cast<const char*>(url.data()), url.size());
  return any.file()->pool()->FindMessageTypeByName(std::string(text.substr(text.rfind('/') + 1)));
}

/// Whether messages are nested more than `max` deep.  Messages in an Any count, because the library converts them to JSON
/// without a limit.
bool is_deeper(const Descriptor& type, Bytes message, int max) {
  if (max < 0) return true;
  const bool any = type.full_name() == "google.protobuf.Any";
  constexpr std::uint32_t kUrl = 1;
  constexpr std::uint32_t kValue = 2;
  Bytes url;
  Bytes value;
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done() && !cursor.next(field);) {
    if (field.type != wire::WireType::bytes) continue;
    if (any && field.number == kUrl) url = field.bytes;
    if (any && field.number == kValue) value = field.bytes;
    const FieldDescriptor* known = type.FindFieldByNumber(static_cast<int>(field.number));
    const bool nested = known != nullptr && known->type() == FieldDescriptor::TYPE_MESSAGE;
    if (nested && is_deeper(*known->message_type(), field.bytes, max - 1)) return true;
  }
  const Descriptor* held = any ? type_in_any(type, url) : nullptr;
  return held != nullptr && is_deeper(*held, value, max - 1);
}

// A parsed message takes up to forty times its bytes in memory, and a field of two bytes is shown with its whole name.
constexpr std::size_t kNestedMax = 1 << 20;

// An empty message takes three characters of text, but more than a hundred bytes of memory when the library parses it.
Result<void> check_size(std::string_view text) {
  constexpr std::ptrdiff_t kValuesMax = std::ptrdiff_t{1} << 18;
  const auto values =
      std::ranges::count_if(text, [](char c) { return c == '{' || c == '<' || c == '[' || c == ':' || c == ','; });
  if (values <= kValuesMax) return {};
  return fail(Errc::bad_argument, 0, "the nested message has more than " + std::to_string(kValuesMax) + " values");
}

bool parse(google::protobuf::Message& message, Bytes bytes) {
  if (bytes.size() > kNestedMax) return false;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  in.SetRecursionLimit(kNestingMax);
  return message.ParsePartialFromCodedStream(&in) && in.ConsumedEntireMessage();
}

// A parsed message is not nested too deep, except for what an Any holds.  Its encoding has no field in several parts.
bool any_is_deeper(const google::protobuf::Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  const bool any = type.file()->pool()->FindMessageTypeByName("google.protobuf.Any") != nullptr;
  return any && is_deeper(type, bytes_of(message.SerializePartialAsString()), kNestingMax);
}

tl::unexpected<Error> too_deep() {
  return fail(Errc::bad_argument, 0, "messages are nested more than " + std::to_string(kNestingMax) + " deep");
}

/// Encodes a message if the result can be read back.
Result<std::string> encode(const FieldDescriptor& field, const google::protobuf::Message& message) {
  std::string bytes = message.SerializeAsString();
  if (is_deeper(*field.message_type(), bytes_of(bytes), kNestingMax)) return too_deep();
  return bytes;
}

}  // namespace

void append_nested_text(const FieldDescriptor& field, Bytes bytes, text::Text& out) {
  NestedMessage nested(field);
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  if (!parse(nested.message(), bytes) || !printer.PrintToString(nested.message(), &text)) {
    text = "<the message does not decode>";
  }
  if (text.ends_with(' ')) text.pop_back();
  out += text;
}

void append_nested_json(const FieldDescriptor& field, Bytes bytes, text::Text& out) {
  NestedMessage nested(field);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!parse(nested.message(), bytes) || any_is_deeper(nested.message()) ||
      !google::protobuf::util::MessageToJsonString(nested.message(), &text, options).ok()) {
    text = "null";
  }
  out += text;
}

Result<std::string> nested_from_text(const FieldDescriptor& field, std::string_view text) {
  const ProtoTextShape shape = measure(text, ProtoSyntax::text_format);
  if (shape.has_nul) return fail(Errc::bad_argument, 0, "the text contains a NUL");
  if (shape.depth > kNestingMax) return too_deep();
  if (auto checked = check_size(text); !checked) return tl::unexpected(checked.error());
  NestedMessage nested(field);
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.SetRecursionLimit(kNestingMax);
  if (!parser.ParseFromString(std::string(text), &nested.message())) {
    return fail(Errc::bad_argument, 0, "expected the text of a " + field.message_type()->full_name() + ": " + error.text());
  }
  return encode(field, nested.message());
}

Result<std::string> nested_from_json(const FieldDescriptor& field, std::string_view json) {
  if (auto checked = check_size(json); !checked) return tl::unexpected(checked.error());
  // The library rejects half of a surrogate pair.
  text::Text line;
  if ((json.find("\\ud") != std::string_view::npos || json.find("\\uD") != std::string_view::npos) && text::is_json(json)) {
    text::append_as_line(json, line);
    json = line.view();
  }
  NestedMessage nested(field);
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &nested.message());
  if (!status.ok()) return fail(Errc::bad_argument, 0, status.ToString());
  return encode(field, nested.message());
}

}  // namespace nmsgxx::message
