#include "text/json_string.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include <simdjson.h>

#include "base/endian.hpp"
#include "text/base64.hpp"
#include "text/put.hpp"

namespace nmsgxx::text {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// The letter that follows the backslash, where 'u' means four hexadecimal digits; 0 for characters that need no escape.
constexpr auto kEscapes = [] {
  std::array<char, 0x80> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

// The most characters that a byte becomes.
constexpr std::size_t kEscapedMax = 6;

char* put_escape(char* out, std::uint8_t byte) noexcept {
  *out++ = '\\';
  *out++ = kEscapes[byte];
  if (kEscapes[byte] != 'u') return out;
  out = put(out, "00");
  *out++ = kHexDigits[byte >> 4];
  *out++ = kHexDigits[byte & 15];
  return out;
}

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x80 * kOnes;

/// Finds special bytes among eight, the first of which is in the lowest bits: control characters, quotes, backslashes and,
/// where the mask has its highest bit, bytes above 0x7F.
///
/// @return the highest bit of the first special byte; bits above it mean nothing
constexpr std::uint64_t special_bytes(std::uint64_t bytes, std::uint64_t mask) noexcept {
  // Sets the highest bit of the first byte below n, and perhaps of bytes above it.
  const auto below = [](std::uint64_t word, std::uint64_t n) { return (word - n * kOnes) & ~word; };
  return ((bytes & mask) | below(bytes, 0x20) | below(bytes ^ '"' * kOnes, 1) | below(bytes ^ '\\' * kOnes, 1)) & kHighBits;
}

constexpr bool is_continuation(char c) noexcept {
  return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80;
}

struct Sequence {
  std::size_t size;
  bool valid;
};

/// Measures what a text begins with: a character of UTF-8, or the invalid bytes that one U+FFFD replaces.  Those are as many as
/// in libnmsg, which however takes surrogates and numbers above U+10FFFF for characters.
Sequence first_sequence(std::string_view text) noexcept {
  const auto first = static_cast<std::uint8_t>(text[0]);
  if (first < 0x80) return {1, true};
  const std::size_t size = (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 1;
  if (size == 1 || text.size() < size) return {1, false};
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return {1, false};
  }
  const auto second = static_cast<std::uint8_t>(text[1]);
  const bool overlong = size == 2 ? first < 0xC2 : size == 3 ? first == 0xE0 && second < 0xA0 : first == 0xF0 && second < 0x90;
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool too_large = first > 0xF4 || (first == 0xF4 && second >= 0x90);
  return {size, !overlong && !surrogate && !too_large};
}

/// Returns the offset of the first byte from `at` on that is not UTF-8.
std::size_t find_invalid(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    const Sequence next = first_sequence(text.substr(at));
    if (!next.valid) break;
    at += next.size;
  }
  return at;
}

enum class AtNul { escape, skip_to_invalid };

template <AtNul kAtNul>
void append_escaped(std::string_view text, Text& out) {
  constexpr std::size_t kPart = 16 << 10;  // bounds the room that is asked for at once
  constexpr std::size_t kAhead = sizeof(std::uint64_t);
  // Text that is valid UTF-8 from its first character above 0x7F on is copied; other text is checked character by character.
  std::uint64_t mask = kHighBits;
  bool checked = false;
  const auto is_special = [&mask](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte < kEscapes.size() ? kEscapes[byte] != 0 : mask != 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t part_end = i + std::min(text.size() - i, kPart);
    char* to = out.room(kEscapedMax * (part_end - i) + kAhead);
    while (i < part_end) {
      if (text.size() - i >= kAhead) [[likely]] {
        const auto bytes = base::load_little<std::uint64_t>(reinterpret_cast<const std::byte*>(text.data() + i));
        const std::uint64_t special = special_bytes(bytes, mask);
        const auto plain = special == 0 ? kAhead : static_cast<std::size_t>(std::countr_zero(special)) / 8;
        std::memcpy(to, text.data() + i, kAhead);
        i += plain;
        to += plain;
        if (special == 0) continue;
      }
      // Special bytes often come in groups, so that the bytes after one are looked at one by one.
      do {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte >= 0x80) {
          if (!std::exchange(checked, true) && simdjson::validate_utf8(text.substr(i))) mask = 0;
          const Sequence next = mask == 0 ? Sequence{1, true} : first_sequence(text.substr(i));
          to = next.valid ? put(to, text.substr(i, next.size)) : put(to, kReplacement);
          i += next.size;
        } else if (kAtNul == AtNul::skip_to_invalid && byte == 0) {
          i = find_invalid(text, i);
        } else if (kEscapes[byte] != 0) {
          to = put_escape(to, byte);
          ++i;
        } else {
          *to++ = text[i++];
        }
      } while (i < part_end && is_special(text[i]));
    }
    out.commit(to);
  }
}

}  // namespace

void append_json_string(std::string_view text, Text& out) {
  out += '"';
  append_escaped<AtNul::escape>(text, out);
  out += '"';
}

void append_json_text(Bytes bytes, Text& out) {
  out += '"';
  append_escaped<AtNul::skip_to_invalid>({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, out);
  out += '"';
}

void append_json_base64(Bytes bytes, Text& out) {
  constexpr std::size_t kPart = 48 << 10;  // a multiple of 3
  out += '"';
  for (; bytes.size() > kPart; bytes = bytes.subspan(kPart)) {
    out.commit(put_base64(out.room(base64_size(kPart)), bytes.first(kPart)));
  }
  char* const end = put_base64(out.room(base64_size(bytes.size()) + 1), bytes);
  *end = '"';
  out.commit(end + 1);
}

void append_json_real(double number, Text& out) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  constexpr int kDecimals = 18;
  std::array<char, std::numeric_limits<double>::max_exponent10 + kDecimals + 4> text;
  const char* const end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, kDecimals).ptr;
  std::string_view shown(text.data(), static_cast<std::size_t>(end - text.data()));
  while (shown.ends_with('0') && shown[shown.size() - 2] != '.') shown.remove_suffix(1);
  out += shown;
}

}  // namespace nmsgxx::text
