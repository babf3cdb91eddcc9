#include "text/base64.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "base/ascii.hpp"
#include "text/base64_encode.hpp"

namespace nmsgxx::text {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Two digits for each number of 12 bits.
constexpr auto kDigitPairs = [] {
  std::array<char, 2 * 4096> pairs{};
  for (std::size_t i = 0; i < 4096; ++i) {
    pairs[2 * i] = kDigits[i >> 6];
    pairs[2 * i + 1] = kDigits[i & 63];
  }
  return pairs;
}();

char* put_digits(char* out, std::uint32_t twelve_bits) noexcept {
  std::memcpy(out, kDigitPairs.data() + std::size_t{2} * twelve_bits, 2);
  return out + 2;
}

// A digit's value is below 64; these stand for other characters.
constexpr std::uint8_t kSpace = 64;
constexpr std::uint8_t kPadding = 65;
constexpr std::uint8_t kOther = 66;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  for (std::size_t c = 0; c < values.size(); ++c) values[c] = base::is_space(static_cast<char>(c)) ? kSpace : kOther;
  std::uint8_t value = 0;
  for (const char c : kDigits) values[static_cast<std::uint8_t>(c)] = value++;
  values['='] = kPadding;
  return values;
}();

std::uint8_t value_of(char c) noexcept {
  return kValues[static_cast<std::uint8_t>(c)];
}

bool is_padding(std::string_view rest) noexcept {
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

char* put_base64(char* out, Bytes bytes) noexcept {
  const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const std::size_t at_once = encode_base64(at, bytes.size(), out);
  at += at_once;
  out += at_once / 3 * 4;
  std::size_t left = bytes.size() - at_once;
  for (; left >= 3; left -= 3, at += 3) {
    const std::uint32_t three = static_cast<std::uint32_t>(at[0]) << 16 | static_cast<std::uint32_t>(at[1]) << 8 | at[2];
    out = put_digits(put_digits(out, three >> 12), three & 0xFFF);
  }
  if (left == 0) return out;
  const std::uint32_t rest = static_cast<std::uint32_t>(at[0]) << 16 | (left == 2 ? static_cast<std::uint32_t>(at[1]) << 8 : 0);
  out = put_digits(put_digits(out, rest >> 12), rest & 0xFFF);
  out[-1] = '=';
  if (left == 1) out[-2] = '=';
  return out;
}

bool append_from_base64(std::string_view text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  out.resize(begin + text.size() / 4 * 3 + 3);
  std::byte* end = out.data() + begin;
  std::size_t i = 0;
  // Takes four digits at once until something else stands between them.
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
  constexpr int kDigitBits = 6;  // a single digit is less than a byte
  return held != kDigitBits && is_padding(text.substr(i));
}

}  // namespace nmsgxx::text
