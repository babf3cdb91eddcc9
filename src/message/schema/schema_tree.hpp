#pragma once

#include <map>
#include <string>

#include <google/protobuf/compiler/importer.h>

#include "message/schema/schema_bounds.hpp"

namespace nmsgxx::message {

/// The .proto files of a folder, or else of the working folder: regular files within the bounds, and nothing beside these
/// folders.
class SchemaTree final : public google::protobuf::compiler::SourceTree {
 public:
  SchemaTree(std::string folder, SchemaBounds& bounds) : folder_(std::move(folder)), bounds_(bounds) {}

  /// Null when the file cannot be used: GetLastErrorMessage() says why.
  google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override;
  std::string GetLastErrorMessage() override { return error_; }

 private:
  Result<std::string> read(const std::string& name) const;

  std::string folder_;
  SchemaBounds& bounds_;
  std::map<std::string, std::string> texts_;  // streams look at them
  std::string error_;
};

}  // namespace nmsgxx::message
