#pragma once

#include <algorithm>
#include <string_view>

namespace nmsgxx::base {

/// Returns the lower-case form of an ASCII letter, and any other character as it is.
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Returns whether a character is a decimal digit.
constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// The white space of std::isspace() in the C locale: also vertical tab and form feed.
constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Returns whether two texts are equal, ignoring the case of ASCII letters.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace nmsgxx::base
