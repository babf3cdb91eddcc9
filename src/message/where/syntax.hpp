#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "message/where/token.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::where {

enum class Operator : std::uint8_t { exists, equal, less, less_equal, greater, greater_equal, contains, under };

/// A constant, or a range of two.
struct Item {
  Token first;
  std::optional<Token> last{};
};

/// A comparison of a field with items, any of which may match.
struct Comparison {
  Token field;
  Operator op = Operator::exists;
  std::vector<Item> items{};
};

struct Node {
  enum class Kind : std::uint8_t { comparison, all, any, none };  ///< `none` negates its only part

  Kind kind = Kind::comparison;
  Comparison comparison{};
  std::vector<Node> parts{};
};

/// Parses a condition.  Errors: Errc::bad_argument, with the offset in the text
Result<Node> parse(std::string_view text);

/// Returns the error that a field of some sort does not have the comparison's operator.
tl::unexpected<Error> bad_operator(const Comparison& comparison, std::string_view sort, std::string_view operators);

}  // namespace nmsgxx::where
