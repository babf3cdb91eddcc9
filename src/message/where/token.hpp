#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/error.hpp"

namespace nmsgxx::where {

struct Token {
  enum class Kind : std::uint8_t {
    word,    ///< a name, number, address or network
    quoted,  ///< text in double quotes, decoded
    symbol,  ///< ( ) { } , .. and operators
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  std::size_t at = 0;  ///< its offset in the condition

  bool is(std::string_view symbol_or_word) const noexcept {
    return (kind == Kind::symbol || kind == Kind::word) && text == symbol_or_word;
  }
};

/// Returns an error at an offset of a condition.
inline tl::unexpected<Error> fail_at(std::size_t at, std::string why) {
  return fail(Errc::bad_argument, at, std::move(why));
}

/// Returns the error "expected WHAT, got 'TOKEN'".
tl::unexpected<Error> expected(const Token& token, std::string_view what);

/// Splits a condition into tokens, the last of which is its end.
Result<std::vector<Token>> tokens_of(std::string_view text);

}  // namespace nmsgxx::where
