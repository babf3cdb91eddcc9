#include "text/base64.hpp"

#include <array>
#include <cstdint>

namespace nmsgxx::text {
namespace {

// Numbers from here on are no digits.
constexpr std::uint8_t kSpace = 64;
constexpr std::uint8_t kPadding = 65;
constexpr std::uint8_t kOther = 66;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kOther);
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    values[static_cast<std::uint8_t>(c)] = value++;
  }
  for (const char c : std::string_view(" \t\n\r")) values[static_cast<std::uint8_t>(c)] = kSpace;
  values['='] = kPadding;
  return values;
}();

std::uint8_t value_of(char c) noexcept {
  return kValues[static_cast<std::uint8_t>(c)];
}

/// Whether the rest is padding and white space.
bool ends(std::string_view rest) noexcept {
  constexpr int kPaddingMax = 2;
  int padding = 0;
  for (const char c : rest) {
    const std::uint8_t value = value_of(c);
    padding += value == kPadding ? 1 : 0;
    if ((value != kPadding && value != kSpace) || padding > kPaddingMax) return false;
  }
  return true;
}

}  // namespace

bool append_from_base64(std::string_view text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  out.resize(begin + text.size() / 4 * 3 + 3);
  std::byte* end = out.data() + begin;
  std::size_t i = 0;
  // Four digits at once for as long as nothing else stands between them.
  for (; text.size() - i >= 4; i += 4) {
    const std::uint8_t a = value_of(text[i]), b = value_of(text[i + 1]), c = value_of(text[i + 2]), d = value_of(text[i + 3]);
    if ((a | b | c | d) >= kSpace) break;
    *end++ = static_cast<std::byte>(a << 2 | b >> 4);
    *end++ = static_cast<std::byte>(b << 4 | c >> 2);
    *end++ = static_cast<std::byte>(c << 6 | d);
  }
  std::uint32_t bits = 0;
  int held = 0;
  for (; i < text.size(); ++i) {
    const std::uint8_t value = value_of(text[i]);
    if (value == kSpace) continue;
    if (value >= kSpace) break;
    bits = bits << 6 | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    *end++ = static_cast<std::byte>(bits >> held);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
  constexpr int kAlone = 6;  // bits of a digit of which no octet begins before
  return held != kAlone && ends(text.substr(i));
}

}  // namespace nmsgxx::text
