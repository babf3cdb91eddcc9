#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/error.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// Message types of .proto files, read at run time.
///
/// Lifetime: outlives the registries that it added types to.
class SchemaFiles {
 public:
  SchemaFiles();
  ~SchemaFiles();

  /// Reads a file and those that it imports, which lie relative to its folder or to the working folder.
  ///
  /// Only regular files are read, of at most 4 MiB each.  All files together, those of earlier calls among them, have at most
  /// 16 MiB, 256 files, 8192 messages, 16384 fields and 65536 values of enumerations.  Imports and brackets are nested at most
  /// 64 deep, messages as far as the protobuf library allows.
  ///
  /// Errors: Errc::bad_argument, with file, line and column
  Result<void> load(const std::string& path);

  /// Makes a message of a file a type: "VID:MSGTYPE=package.Message[,VENDOR,NAME]".  Without names it is called after its
  /// vendor number and the message.
  ///
  /// Errors: Errc::bad_argument
  Result<void> map(std::string_view spec, Registry& registry);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
