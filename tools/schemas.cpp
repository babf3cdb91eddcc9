#include "schemas.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "usage_error.hpp"

namespace nmsgxx::tools {

MessageTypes::MessageTypes(const SchemaOptions& options) {
  for (const std::string& path : options.files) or_throw(files_.load(path));
  for (const std::string& spec : options.maps) {
    if (spec.starts_with('@')) {
      map_from_file(spec.substr(1));
    } else {
      or_throw(files_.map(spec, registry_));
    }
  }
}

// Empty lines, and those that begin with #, are skipped.
void MessageTypes::map_from_file(const std::string& path) {
  // A device may never end a line, and a named pipe would wait for a writer.
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  if (exists(status) && !is_regular_file(status)) throw UsageError(path + ": it is not a regular file");
  std::ifstream file(path);
  if (!file) throw UsageError(path + ": " + std::strerror(errno));
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) or_throw(files_.map(line, registry_));
  }
}

}  // namespace nmsgxx::tools
