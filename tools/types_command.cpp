#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "command_line.hpp"
#include "commands.hpp"
#include "nmsgxx/registry.hpp"
#include "print.hpp"
#include "require.hpp"
#include "schemas.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx types";

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
  add(field.computed, field.stored == nullptr ? "computed" : "computed where absent");
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

/// "base/packet", "1:12", or "packet" where one vendor has that.
std::vector<const MessageSchema*> find_types(const Registry& registry, std::string_view wanted) {
  std::vector<const MessageSchema*> found;
  for (const MessageSchema* schema : registry.all()) {
    const std::string numbers = fmt::format("{}:{}", schema->type().vid, schema->type().msgtype);
    const std::string both = fmt::format("{}/{}", schema->vendor(), schema->name());
    if (wanted == numbers || wanted == both || wanted == schema->name() || wanted == schema->vendor()) found.push_back(schema);
  }
  return found;
}

int run(const std::vector<std::string>& wanted, const SchemaOptions& options) {
  Types types(options);
  if (wanted.empty()) {
    for (const MessageSchema* schema : types.registry().all()) print_type(*schema);
    return 0;
  }
  for (const std::string& name : wanted) {
    const auto found = find_types(types.registry(), name);
    if (found.empty()) throw Unusable("no such type: " + name);
    for (const MessageSchema* schema : found) print_fields(*schema);
  }
  return 0;
}

}  // namespace

int types_command(int argc, char** argv) {
  std::vector<std::string> wanted;
  SchemaOptions schemas;
  CLI::App app("Lists message types, or the fields of some.", kName);
  app.add_option("NAME", wanted, "types as base/packet, packet or 1:12, or a vendor");
  describe(app, schemas);
  return run_command(app, argc, argv, [&] { return run(wanted, schemas); });
}

}  // namespace nmsgxx::tools
