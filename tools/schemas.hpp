#pragma once

#include <string>
#include <vector>

#include "nmsgxx/registry.hpp"
#include "nmsgxx/schema_files.hpp"

namespace CLI {
class App;
}

namespace nmsgxx::tools {

/// --schema and --map.
struct SchemaOptions {
  std::vector<std::string> files;
  std::vector<std::string> maps;
};

void describe(CLI::App& app, SchemaOptions& options);

/// The types that everybody knows and those that options add.
class Types {
 public:
  /// Throws Unusable.
  explicit Types(const SchemaOptions& options);

  const Registry& registry() const noexcept { return registry_; }

 private:
  void map_from_file(const std::string& path);

  SchemaFiles files_;
  Registry registry_;
};

}  // namespace nmsgxx::tools
