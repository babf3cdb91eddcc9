#include "dns/radix.hpp"

#include <array>
#include <cstdint>

#include "base/ascii.hpp"
#include "text/base64.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::string_view kLowerHex = text::kHexDigits;
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase32 = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

constexpr std::uint8_t kNoDigit = 0xFF;

using Values = std::array<std::uint8_t, 256>;

constexpr Values values_of(std::string_view digits) noexcept {
  Values values{};
  values.fill(kNoDigit);
  std::uint8_t value = 0;
  for (const char digit : digits) {
    values[static_cast<std::uint8_t>(digit)] = value;
    values[static_cast<std::uint8_t>(base::lower(digit))] = value;
    ++value;
  }
  return values;
}

template <int kBits>
char* put_digits(char* out, Bytes bytes, std::string_view digits) noexcept {
  constexpr std::uint32_t kMask = (1u << kBits) - 1;
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::byte byte : bytes) {
    bits = bits << 8 | std::to_integer<std::uint32_t>(byte);
    for (held += 8; held >= kBits; held -= kBits) *out++ = digits[bits >> (held - kBits) & kMask];
  }
  if (held > 0) *out++ = digits[bits << (kBits - held) & kMask];
  return out;
}

template <int kBits>
void append_digits(Bytes bytes, std::string_view digits, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + (bytes.size() * 8 + kBits - 1) / kBits);
  put_digits<kBits>(out.data() + begin, bytes, digits);
}

template <int kBits>
bool parse_digits(std::string_view text, const Values& values, std::vector<std::byte>& out) {
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<std::uint8_t>(c)];
    if (value == kNoDigit) return false;
    bits = bits << kBits | value;
    held += kBits;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::byte>(bits >> held & 0xFF));
  }
  return held < kBits;  // else the last digit is one too many
}

}  // namespace

void append_hex(Bytes bytes, std::string& out) {
  append_digits<4>(bytes, kLowerHex, out);
}

void append_upper_hex(Bytes bytes, std::string& out) {
  append_digits<4>(bytes, kUpperHex, out);
}

void append_base32(Bytes bytes, std::string& out) {
  append_digits<5>(bytes, kBase32, out);
}

void append_base64(Bytes bytes, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + text::base64_size(bytes.size()));
  text::put_base64(out.data() + begin, bytes);
}

bool parse_hex(std::string_view text, std::vector<std::byte>& out) {
  static constexpr Values kValues = values_of(kUpperHex);
  return parse_digits<4>(text, kValues, out);
}

bool parse_base32(std::string_view text, std::vector<std::byte>& out) {
  static constexpr Values kValues = values_of(kBase32);
  return parse_digits<5>(text, kValues, out);
}

bool parse_base64(std::string_view text, std::vector<std::byte>& out) {
  // wdns takes any amount of padding.
  while (!text.empty() && (text.back() == '=' || base::is_space(text.back()))) text.remove_suffix(1);
  return text::append_from_base64(text, out);
}

}  // namespace nmsgxx::dns
