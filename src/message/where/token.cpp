#include "message/where/token.hpp"

#include <array>

#include <fmt/core.h>

namespace nmsgxx::where {
namespace {

constexpr std::array<std::string_view, 15> kSymbols = {"==", "!=", "<=", ">=", "&&", "||", "..", "=",
                                                       "<",  ">",  "!",  "(",  ")",  "{",  "}"};

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_.:/+-").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> read() {
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (auto read = next(); !read) return tl::unexpected(read.error());
    }
    add(Token::Kind::end, "", at_);
    return std::move(tokens_);
  }

 private:
  Result<void> next() {
    const std::size_t begin = at_;
    if (text_[at_] == '"') return quoted();
    if (text_[at_] == ',') {
      add(Token::Kind::symbol, ",", at_++);
      return {};
    }
    for (const std::string_view symbol : kSymbols) {
      if (!text_.substr(at_).starts_with(symbol)) continue;
      add(Token::Kind::symbol, symbol, at_);
      at_ += symbol.size();
      return {};
    }
    while (at_ < text_.size() && is_word(text_[at_]) && !text_.substr(at_).starts_with("..")) ++at_;
    if (at_ == begin) return fail_at(at_, fmt::format("unexpected character '{}'", text_[at_]));
    add(Token::Kind::word, text_.substr(begin, at_ - begin), begin);
    return {};
  }

  Result<void> quoted() {
    const std::size_t begin = at_++;
    std::string text;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      // Only what would end the text is decoded, because the text of a value has escapes of its own.
      if (text_[at_] == '\\' && (text_.substr(at_ + 1, 1) == "\"" || text_.substr(at_ + 1, 1) == "\\")) ++at_;
      text += text_[at_];
    }
    if (at_ == text_.size()) return fail_at(begin, "unclosed quotation mark");
    ++at_;
    add(Token::Kind::quoted, text, begin);
    return {};
  }

  void skip_blanks() noexcept {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  void add(Token::Kind kind, std::string_view text, std::size_t at) { tokens_.push_back({kind, std::string(text), at}); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

tl::unexpected<Error> expected(const Token& token, std::string_view what) {
  if (token.kind == Token::Kind::end) return fail_at(token.at, fmt::format("expected {}, got the end of the condition", what));
  return fail_at(token.at, fmt::format("expected {}, got '{}'", what, token.text));
}

Result<std::vector<Token>> tokens_of(std::string_view text) {
  return Lexer(text).read();
}

}  // namespace nmsgxx::where
