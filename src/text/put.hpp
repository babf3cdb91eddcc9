#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Text that is written to memory with enough room for it.  As std::to_chars() does, each put function returns the end of what
// it wrote and adds no NUL.
namespace nmsgxx::text {

/// The most characters of an integer of any type.
inline constexpr std::size_t kNumberTextMax = 20;
/// The most characters of the name of a vendor or a message type.
inline constexpr std::size_t kNameTextMax = 16;

inline constexpr char kHexDigits[] = "0123456789abcdef";

inline char* put(char* out, char c) noexcept {
  *out = c;
  return out + 1;
}

inline char* put(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

template <std::integral T>
char* put_number(char* out, T number) noexcept {
  return std::to_chars(out, out + kNumberTextMax, number).ptr;
}

/// Writes a number as eight hexadecimal digits.
inline char* put_hex(char* out, std::uint32_t number) noexcept {
  for (int shift = 28; shift >= 0; shift -= 4) *out++ = kHexDigits[number >> shift & 0xF];
  return out;
}

/// Appends a number in decimal.
///
/// @tparam Out  std::string or Text
template <std::integral T, class Out>
void append_number(T number, Out& out) {
  std::array<char, kNumberTextMax> text;
  out.append(text.data(), put_number(text.data(), number));
}

}  // namespace nmsgxx::text
