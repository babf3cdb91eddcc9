#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace nmsgxx::base {

/// Parses a text that consists of one number, without white space, plus sign or prefix.
///
/// @param radix  2 to 36
/// @return nothing if the text is empty or malformed, or the number does not fit into T
template <std::integral T>
std::optional<T> parse_number(std::string_view text, int radix = 10) noexcept {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, radix);
  return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

/// Parses a text that consists of one decimal number with or without a fraction and an exponent, "inf" or "nan".
///
/// @return nothing if the text is empty or malformed, or the number is too large or too small for a double
inline std::optional<double> parse_real(std::string_view text) noexcept {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

/// Parses an unsigned number as C writes it: decimal, hexadecimal after "0x" or "0X", octal after "0".
template <std::unsigned_integral T>
std::optional<T> parse_c_number(std::string_view text) noexcept {
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_number<T>(text.substr(2), 16);
  if (text.size() > 1 && text.starts_with('0')) return parse_number<T>(text.substr(1), 8);
  return parse_number<T>(text);
}

}  // namespace nmsgxx::base
