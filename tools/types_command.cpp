#include <cstdio>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "commands.hpp"
#include "nmsgxx/registry.hpp"
#include "print.hpp"
#include "schemas.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

void print_type(const MessageSchema& schema) {
  print_text(stdout, "{}:{} {} {} ({} fields)\n", schema.type().vid, schema.type().msgtype, schema.vendor(), schema.name(),
             schema.fields().size());
}

std::string notes_of(const Field& field) {
  std::string notes;
  const auto add = [&](bool holds, std::string_view note) {
    if (holds) notes.append(notes.empty() ? "" : ", ").append(note);
  };
  add(field.required, "required");
  add(field.repeated, "repeated");
  add(field.computed, field.stored == nullptr ? "computed" : "computed if absent");
  add(!field.presented, "not in presentation form");
  return notes;
}

void print_fields(const MessageSchema& schema) {
  print_text(stdout, "{}:{} {} {}\n", schema.type().vid, schema.type().msgtype, schema.vendor(), schema.name());
  for (const Field& field : schema.fields()) {
    const std::string notes = notes_of(field);
    print_text(stdout, "  {:<24} {:<9}{}{}\n", field.name, to_string(field.kind), notes.empty() ? "" : " ", notes);
  }
}

/// Returns the types that are called "base/packet", "packet" or "1:12", or that belong to the vendor "base".
std::vector<const MessageSchema*> find_types(const Registry& registry, std::string_view wanted) {
  std::vector<const MessageSchema*> found;
  for (const MessageSchema* schema : registry.all()) {
    const std::string numbers = fmt::format("{}:{}", schema->type().vid, schema->type().msgtype);
    const std::string both = fmt::format("{}/{}", schema->vendor(), schema->name());
    if (wanted == numbers || wanted == both || wanted == schema->name() || wanted == schema->vendor()) found.push_back(schema);
  }
  return found;
}

}  // namespace

int run_types(const std::string& /*program*/, const Options& options) {
  const MessageTypes types(options.schemas);
  if (options.operands.empty()) {
    for (const MessageSchema* schema : types.registry().all()) print_type(*schema);
    return 0;
  }
  for (const std::string& name : options.operands) {
    const auto found = find_types(types.registry(), name);
    if (found.empty()) throw UsageError("unknown message type or vendor: " + name);
    for (const MessageSchema* schema : found) print_fields(*schema);
  }
  return 0;
}

}  // namespace nmsgxx::tools
