#include "dns/radix.hpp"

#include <array>
#include <cstdint>

#include "dns/text_reader.hpp"
#include "base/ascii.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase32 = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t kNoDigit = 0xFF;

using Values = std::array<std::uint8_t, 256>;

enum class Case { matters, ignored };

constexpr Values values_of(std::string_view digits, Case letters) noexcept {
  Values values{};
  values.fill(kNoDigit);
  std::uint8_t value = 0;
  for (const char digit : digits) {
    values[static_cast<std::uint8_t>(digit)] = value;
    if (letters == Case::ignored) values[static_cast<std::uint8_t>(base::lower(digit))] = value;
    ++value;
  }
  return values;
}

template <int kBits>
char* put_digits(char* out, Bytes octets, std::string_view digits) noexcept {
  constexpr std::uint32_t kMask = (1u << kBits) - 1;
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::byte octet : octets) {
    bits = bits << 8 | std::to_integer<std::uint32_t>(octet);
    for (held += 8; held >= kBits; held -= kBits) *out++ = digits[bits >> (held - kBits) & kMask];
  }
  if (held > 0) *out++ = digits[bits << (kBits - held) & kMask];
  return out;
}

/// Digits for octets, then padding up to a size.
template <int kBits>
void append_digits(Bytes octets, std::string_view digits, std::size_t size, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + size, '=');
  put_digits<kBits>(out.data() + begin, octets, digits);
}

template <int kBits>
bool parse_digits(std::string_view text, const Values& values, std::vector<std::byte>& out) {
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<std::uint8_t>(c)];
    if (value == kNoDigit) {
      if (kBits == 6 && is_space(c)) continue;
      return false;
    }
    bits = bits << kBits | value;
    held += kBits;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::byte>(bits >> held & 0xFF));
  }
  return held < kBits;  // else the last digit adds nothing
}

}  // namespace

void append_hex(Bytes octets, std::string& out) {
  append_digits<4>(octets, kLowerHex, 2 * octets.size(), out);
}

void append_upper_hex(Bytes octets, std::string& out) {
  append_digits<4>(octets, kUpperHex, 2 * octets.size(), out);
}

void append_base32(Bytes octets, std::string& out) {
  append_digits<5>(octets, kBase32, (octets.size() * 8 + 4) / 5, out);
}

void append_base64(Bytes octets, std::string& out) {
  append_digits<6>(octets, kBase64, (octets.size() + 2) / 3 * 4, out);
}

bool parse_hex(std::string_view text, std::vector<std::byte>& out) {
  static constexpr Values kValues = values_of(kUpperHex, Case::ignored);
  return parse_digits<4>(text, kValues, out);
}

bool parse_base32(std::string_view text, std::vector<std::byte>& out) {
  static constexpr Values kValues = values_of(kBase32, Case::ignored);
  return parse_digits<5>(text, kValues, out);
}

bool parse_base64(std::string_view text, std::vector<std::byte>& out) {
  static constexpr Values kValues = values_of(kBase64, Case::matters);
  while (!text.empty() && (text.back() == '=' || is_space(text.back()))) text.remove_suffix(1);
  return parse_digits<6>(text, kValues, out);
}

}  // namespace nmsgxx::dns
