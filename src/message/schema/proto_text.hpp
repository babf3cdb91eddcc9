#pragma once

#include <cstddef>
#include <string_view>

// Measures texts before the protobuf library parses them: its parsers recurse for each bracket, without a bound.
namespace nmsgxx::message {

/// How deep messages may be nested: in texts, in encoded messages and in .proto files.
inline constexpr int kNestingMax = 64;

enum class ProtoSyntax {
  text_format,  ///< a message in protobuf's text format: comments begin with #, strings may hold newlines
  proto_file,   ///< a .proto file: comments as in C++
};

/// Measurements of a text, without its strings and comments.
struct ProtoTextShape {
  int depth = 0;                 ///< how deep { and < are nested, or [ if that is deeper
  std::size_t punctuation = 0;   ///< brackets, and characters that end or separate statements, values and names
  std::size_t longest_word = 0;  ///< in characters
  bool has_nul = false;          ///< if so, the text was not measured: the parsers end strings and comments at a NUL
};

ProtoTextShape measure(std::string_view text, ProtoSyntax syntax) noexcept;

}  // namespace nmsgxx::message
