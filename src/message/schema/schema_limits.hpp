#pragma once

#include <cstddef>
#include <string_view>

#include <google/protobuf/descriptor.pb.h>

#include "nmsgxx/error.hpp"

namespace nmsgxx::message {

/// Limits what the schemas of a program may hold, all files together.  The protobuf library needs memory and time for them that
/// grow faster than their size.
///
/// Errors: Errc::bad_argument, naming the limit that was exceeded
class SchemaLimits {
 public:
  static constexpr std::size_t kFileSizeMax = std::size_t{4} << 20;

  /// Counts the text of a file.  Must be called before anything parses it.
  Result<void> add_text(std::string_view text);
  /// Counts what a parsed file declares.  Must be called before descriptors are built from it.
  Result<void> add_file(const google::protobuf::FileDescriptorProto& file);

 private:
  struct Count {
    std::size_t max;
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
  Count bytes_{std::size_t{16} << 20, "bytes"};
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
