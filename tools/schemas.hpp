#pragma once

#include <string>
#include <vector>

#include "nmsgxx/registry.hpp"
#include "nmsgxx/schema_files.hpp"

namespace nmsgxx::tools {

/// The values of --schema and --map.
struct SchemaOptions {
  std::vector<std::string> files{};
  std::vector<std::string> maps{};
};

/// The built-in message types and those of --schema and --map.
class MessageTypes {
 public:
  /// Throws UsageError when a file cannot be read or a mapping is malformed.
  explicit MessageTypes(const SchemaOptions& options);

  const Registry& registry() const noexcept { return registry_; }

 private:
  void map_from_file(const std::string& path);

  SchemaFiles files_;
  Registry registry_;
};

}  // namespace nmsgxx::tools
