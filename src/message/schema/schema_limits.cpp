#include "message/schema/schema_limits.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "message/schema/proto_text.hpp"

namespace nmsgxx::message {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;

Result<void> SchemaLimits::check(const Count& count) {
  if (count.value <= count.max) return {};
  return fail(Errc::bad_argument, 0, fmt::format("the schemas have more than {} {}", count.max, count.what));
}

Result<void> SchemaLimits::add_text(std::string_view text) {
  constexpr std::size_t kLongestName = 255;
  ++files_.value;
  bytes_.value += text.size();
  for (const Count* count : {&files_, &bytes_}) {
    if (auto good = check(*count); !good) return good;
  }
  const ProtoTextShape shape = measure(text, ProtoSyntax::proto_file);
  if (shape.has_nul) return fail(Errc::bad_argument, 0, "the file contains a NUL");
  if (shape.depth > kNestingMax) {
    return fail(Errc::bad_argument, 0, fmt::format("brackets are nested more than {} deep", kNestingMax));
  }
  if (shape.longest_word > kLongestName) {
    return fail(Errc::bad_argument, 0, fmt::format("a word has more than {} characters", kLongestName));
  }
  punctuation_.value += shape.punctuation;
  return check(punctuation_);
}

Result<void> SchemaLimits::add_file(const FileDescriptorProto& file) {
  const std::size_t scope = file.package().size();
  for (const auto& message : file.message_type()) add_message(message, scope);
  for (const auto& type : file.enum_type()) add_enum(type, scope);
  for (const auto& field : file.extension()) {
    ++fields_.value;
    add_name(field.name(), scope);
    add_options(field.options());
  }
  for (const auto& service : file.service()) {
    const std::size_t inside = add_name(service.name(), scope);
    add_options(service.options());
    for (const auto& method : service.method()) {
      ++fields_.value;
      add_name(method.name(), inside);
      add_options(method.options());
    }
  }
  add_options(file.options());
  for (const Count* count : {&messages_, &fields_, &enum_values_, &ranges_, &options_, &option_depth_, &names_}) {
    if (auto good = check(*count); !good) return good;
  }
  return {};
}

void SchemaLimits::add_message(const DescriptorProto& message, std::size_t scope) {
  ++messages_.value;
  const std::size_t inside = add_name(message.name(), scope);
  for (const auto* fields : {&message.field(), &message.extension()}) {
    for (const FieldDescriptorProto& field : *fields) {
      ++fields_.value;
      add_name(field.name(), inside);
      add_options(field.options());
    }
  }
  for (const auto& oneof : message.oneof_decl()) {
    add_name(oneof.name(), inside);
    add_options(oneof.options());
  }
  for (const auto& range : message.extension_range()) add_options(range.options());
  ranges_.value +=
      static_cast<std::size_t>(message.extension_range_size() + message.reserved_range_size() + message.reserved_name_size());
  add_options(message.options());
  for (const auto& nested : message.nested_type()) add_message(nested, inside);
  for (const auto& type : message.enum_type()) add_enum(type, inside);
}

void SchemaLimits::add_enum(const EnumDescriptorProto& type, std::size_t scope) {
  add_name(type.name(), scope);
  add_options(type.options());
  ranges_.value += static_cast<std::size_t>(type.reserved_range_size() + type.reserved_name_size());
  for (const auto& value : type.value()) {
    ++enum_values_.value;
    add_name(value.name(), scope);
    add_options(value.options());
  }
}

template <class Options>
void SchemaLimits::add_options(const Options& options) {
  for (const auto& option : options.uninterpreted_option()) {
    ++options_.value;
    option_depth_.value = std::max(option_depth_.value, static_cast<std::size_t>(option.name_size()));
  }
}

// Returns the length of the full name.
std::size_t SchemaLimits::add_name(std::string_view name, std::size_t scope) {
  const std::size_t full = scope + name.size() + 1;
  names_.value += full;
  return full;
}

}  // namespace nmsgxx::message
