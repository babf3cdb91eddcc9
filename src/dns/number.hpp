#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

#include "text/put.hpp"

namespace nmsgxx::dns {

/// @tparam Out  std::string or Text
template <std::unsigned_integral T, class Out>
void append_number(T number, Out& out) {
  std::array<char, text::kNumberTextMax> text;
  out.append(text.data(), text::put_number(text.data(), number));
}

/// The number that decimal digits, and nothing else, name.
template <std::unsigned_integral T>
std::optional<T> number_of(std::string_view digits) noexcept {
  T number{};
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  if (error != std::errc{} || end != last) return std::nullopt;
  return number;
}

}  // namespace nmsgxx::dns
