#pragma once

#include <cstddef>
#include <string_view>

// Looks through texts before the protobuf library reads them: its parsers call themselves for each bracket, without a bound.
namespace nmsgxx::message {

/// How deep messages may stand in one another: in texts, in encoded messages and in .proto files.
inline constexpr int kNestedDepth = 64;

enum class TextSyntax {
  text_format,  ///< of messages: comments begin with #, strings may have newlines
  proto_file,   ///< comments as in C++
};

/// What was found outside of strings and comments.
struct TextShape {
  int depth = 0;                 ///< of { and <, or of [ where that is deeper
  std::size_t punctuation = 0;   ///< brackets and what ends or parts statements, values and names
  std::size_t longest_word = 0;  ///< in characters
  bool nul = false;              ///< the parsers take a NUL for the end of a string or comment, so nothing else was looked at
};

TextShape shape_of(std::string_view text, TextSyntax syntax) noexcept;

}  // namespace nmsgxx::message
