#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Text as std::to_chars writes it: each function writes to a place that has room and returns the end of what it wrote.
namespace nmsgxx::text {

/// Most characters of a whole number.
inline constexpr std::size_t kNumberTextMax = 20;
/// Most characters of the name of a vendor or a message type.
inline constexpr std::size_t kNameTextMax = 16;

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

/// Eight hex digits.
inline char* put_hex(char* out, std::uint32_t number) noexcept {
  for (int shift = 28; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[number >> shift & 0xF];
  return out;
}

}  // namespace nmsgxx::text
