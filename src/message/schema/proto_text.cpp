#include "message/schema/proto_text.hpp"

#include <algorithm>

namespace nmsgxx::message {
namespace {

constexpr bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Returns the offset after a string whose opening quote is at `at`.  A backslash escapes only itself and quotes.
std::size_t skip_string(std::string_view text, std::size_t at, ProtoSyntax syntax) noexcept {
  const char quote = text[at++];
  for (; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\n' && syntax == ProtoSyntax::proto_file) return at;
    const char next = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '\\' || next == '"' || next == '\'') ++at;
  }
  return std::min(at + 1, text.size());
}

/// Returns the offset after a comment that begins at `at`, or `at` itself when none does.
std::size_t skip_comment(std::string_view text, std::size_t at, ProtoSyntax syntax) noexcept {
  const std::string_view rest = text.substr(at);
  if (syntax == ProtoSyntax::proto_file && rest.starts_with("/*")) {
    const auto end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (!rest.starts_with(syntax == ProtoSyntax::proto_file ? "//" : "#")) return at;
  return std::min(text.find('\n', at), text.size());
}

}  // namespace

ProtoTextShape measure(std::string_view text, ProtoSyntax syntax) noexcept {
  ProtoTextShape shape;
  shape.has_nul = text.find('\0') != std::string_view::npos;
  if (shape.has_nul) return shape;
  int braces = 0;
  int brackets = 0;
  std::size_t word = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t after = skip_comment(text, at, syntax);
    const char c = after == at ? text[at] : ' ';
    word = is_word(c) ? word + 1 : 0;
    shape.longest_word = std::max(shape.longest_word, word);
    if (std::string_view("{}<>[](),;.").find(c) != std::string_view::npos) ++shape.punctuation;
    if (c == '{' || c == '<') ++braces;
    if (c == '[') ++brackets;
    if (c == '}' || c == '>') braces = std::max(braces - 1, 0);
    if (c == ']') brackets = std::max(brackets - 1, 0);
    shape.depth = std::max({shape.depth, braces, brackets});
    at = after != at ? after : c == '"' || c == '\'' ? skip_string(text, at, syntax) : at + 1;
  }
  return shape;
}

}  // namespace nmsgxx::message
