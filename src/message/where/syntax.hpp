#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "message/where/token.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::where {

enum class Operator : std::uint8_t { exists, equal, less, less_equal, greater, greater_equal, contains, under };

/// A constant, or two with what lies between them.
struct Item {
  Token first;
  std::optional<Token> last{};
};

/// `field operator item`; several items: any of them.
struct Comparison {
  Token field;
  Operator op = Operator::exists;
  std::vector<Item> items{};
};

struct Node {
  enum class Kind : std::uint8_t { comparison, all, any, none };  ///< `none` has one part: not

  Kind kind = Kind::comparison;
  Comparison comparison{};
  std::vector<Node> parts{};
};

/// Errors: Errc::bad_argument with the place
Result<Node> parse(std::string_view text);

}  // namespace nmsgxx::where
