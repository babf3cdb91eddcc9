#include "schemas.hpp"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "require.hpp"

namespace nmsgxx::tools {

void describe(CLI::App& app, SchemaOptions& options) {
  app.add_option("--schema", options.files, "read message types from a .proto file; may be repeated")
      ->type_name("FILE.proto")
      ->allow_extra_args(false);
  app.add_option("--map", options.maps, "make one a type; may be repeated.  @FILE has such lines")
      ->type_name("VID:MSGTYPE=package.Message[,VENDOR,NAME]")
      ->allow_extra_args(false);
}

Types::Types(const SchemaOptions& options) {
  for (const std::string& path : options.files) require(files_.load(path));
  for (const std::string& spec : options.maps) {
    if (spec.starts_with('@')) {
      map_from_file(spec.substr(1));
    } else {
      require(files_.map(spec, registry_));
    }
  }
}

// Empty lines and those that begin with # say nothing.
void Types::map_from_file(const std::string& path) {
  // What ends no line would take all memory, and a named pipe wait.
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  if (exists(status) && !is_regular_file(status)) throw Unusable(path + ": it is not a regular file");
  std::ifstream file(path);
  if (!file) throw Unusable(path + ": " + std::strerror(errno));
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) require(files_.map(line, registry_));
  }
}

}  // namespace nmsgxx::tools
