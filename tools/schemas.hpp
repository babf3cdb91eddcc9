#pragma once

#include <string>
#include <vector>

#include "nmsgxx/registry.hpp"
#include "nmsgxx/schema_files.hpp"

namespace nmsgxx::tools {

/// --schema and --map.
struct SchemaOptions {
  std::vector<std::string> files{};
  std::vector<std::string> maps{};
};

/// The types that everybody knows and those that options add.
class Types {
 public:
  /// Throws UsageError.
  explicit Types(const SchemaOptions& options);

  const Registry& registry() const noexcept { return registry_; }

 private:
  void map_from_file(const std::string& path);

  SchemaFiles files_;
  Registry registry_;
};

}  // namespace nmsgxx::tools
