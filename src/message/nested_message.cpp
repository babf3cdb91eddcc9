#include "message/nested_message.hpp"

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

namespace nmsgxx::message {
namespace {

using google::protobuf::FieldDescriptor;

class Nested {
 public:
  explicit Nested(const FieldDescriptor& field)
      : factory_(field.file()->pool()), message_(factory_.GetPrototype(field.message_type())->New()) {}

  google::protobuf::Message& message() { return *message_; }

 private:
  google::protobuf::DynamicMessageFactory factory_;
  std::unique_ptr<google::protobuf::Message> message_;
};

bool parse(google::protobuf::Message& message, Bytes octets) {
  return message.ParsePartialFromArray(octets.data(), static_cast<int>(octets.size()));
}

}  // namespace

void append_nested_text(const FieldDescriptor& field, Bytes octets, Text& out) {
  Nested nested(field);
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  if (!parse(nested.message(), octets) || !printer.PrintToString(nested.message(), &text)) {
    text = "<the message does not decode>";
  }
  if (text.ends_with(' ')) text.pop_back();
  out += text;
}

void append_nested_json(const FieldDescriptor& field, Bytes octets, Text& out) {
  Nested nested(field);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!parse(nested.message(), octets) || !google::protobuf::util::MessageToJsonString(nested.message(), &text, options).ok()) {
    text = "null";
  }
  out += text;
}

Result<std::string> nested_from_text(const FieldDescriptor& field, std::string_view text) {
  Nested nested(field);
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &nested.message())) {
    return fail(Errc::bad_argument, 0, "no text of a " + field.message_type()->full_name());
  }
  return nested.message().SerializeAsString();
}

Result<std::string> nested_from_json(const FieldDescriptor& field, std::string_view json) {
  Nested nested(field);
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &nested.message());
  if (!status.ok()) return fail(Errc::bad_argument, 0, status.ToString());
  return nested.message().SerializeAsString();
}

}  // namespace nmsgxx::message
