#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/error.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// Message types from .proto files that are read at run time.
///
/// Lifetime: it must outlive the registries that it added types to.
/// Threads:  one at a time.
class SchemaFiles {
 public:
  SchemaFiles();
  ~SchemaFiles();

  /// Reads a file and its imports, which are looked up in its folder and then in the working folder.
  ///
  /// Files must be regular and have at most 4 MiB each.  All files together, including those of earlier calls, may have 16 MiB
  /// and hold 256 files, 8192 messages, 16384 fields and 65536 values of enumerations.  Imports and brackets may be nested 64
  /// deep, and messages as deep as the protobuf library allows.
  ///
  /// Errors: Errc::bad_argument, with file, line and column
  Result<void> load(const std::string& path);

  /// Adds a message of a file to a registry as a type: "VID:MSGTYPE=package.Message[,VENDOR,NAME]".  Without VENDOR and NAME
  /// the type is named after its vendor, or the vendor's number, and the message.
  ///
  /// Errors: Errc::bad_argument
  Result<void> map(std::string_view spec, Registry& registry);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
