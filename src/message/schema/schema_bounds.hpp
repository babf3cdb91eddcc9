#pragma once

#include <cstddef>
#include <string_view>

#include <google/protobuf/descriptor.pb.h>

#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// What the schemas of a program may hold, all files together.  What the protobuf library does with them takes memory and time
/// that grow faster than their size.
///
/// Errors: Errc::bad_argument, which says what is above which bound
class SchemaBounds {
 public:
  static constexpr std::size_t kFileOctets = std::size_t{4} << 20;

  /// Counts a file's text before anything parses it.
  Result<void> add_text(std::string_view text);
  /// Counts what was parsed before descriptors are built of it.
  Result<void> add_file(const google::protobuf::FileDescriptorProto& file);

 private:
  /// A number that must not become larger than its bound.
  struct Count {
    std::size_t most;
    const char* what;
    std::size_t value = 0;
  };

  static Result<void> check(const Count& count);
  void add_message(const google::protobuf::DescriptorProto& message, std::size_t scope);
  void add_enum(const google::protobuf::EnumDescriptorProto& type, std::size_t scope);
  template <class Options>
  void add_options(const Options& options);
  std::size_t add_name(std::string_view name, std::size_t scope);

  Count files_{256, "files, imports among them"};
  Count octets_{std::size_t{16} << 20, "bytes"};
  Count punctuation_{1 << 18, "statements and parts of them"};
  Count messages_{8192, "messages"};
  Count fields_{16384, "fields, extensions and methods"};
  Count enum_values_{65536, "values of enumerations"};
  Count ranges_{4096, "reserved names and ranges of numbers"};
  Count options_{16384, "options"};
  Count option_depth_{64, "parts in an option's name"};
  Count names_{std::size_t{16} << 20, "bytes in full names"};
};

}  // namespace nmsgxx::message
