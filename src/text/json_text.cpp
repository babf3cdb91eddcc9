#include "text/json_text.hpp"

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

#include "text/base64_encode.hpp"
#include "text/put.hpp"
#include "base/endian.hpp"

namespace nmsgxx::text {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// The letter after the backslash; 'u' stands for four hex digits.  For what has an escape alone.
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

// Most characters that an octet becomes.
constexpr std::size_t kEscapedMax = 6;

char* put_escape(char* out, std::uint8_t octet) noexcept {
  *out++ = '\\';
  *out++ = kEscapes[octet];
  if (kEscapes[octet] != 'u') return out;
  out = put(out, "00");
  *out++ = static_cast<char>('0' + (octet >> 4));
  *out++ = "0123456789abcdef"[octet & 15];
  return out;
}

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x80 * kOnes;

/// Of eight octets, the first in the lowest bits: the highest bit of the first that is a control character, a quote, a
/// backslash or, where the mask has its highest bit, above 0x7F.  Others above it may be set, too.
constexpr std::uint64_t special_octets(std::uint64_t octets, std::uint64_t mask) noexcept {
  // The highest bit of each octet below n, and perhaps of others above the first such octet.
  const auto below = [](std::uint64_t word, std::uint64_t n) { return (word - n * kOnes) & ~word; };
  return ((octets & mask) | below(octets, 0x20) | below(octets ^ '"' * kOnes, 1) | below(octets ^ '\\' * kOnes, 1)) & kHighBits;
}

constexpr bool continues(char c) noexcept {
  return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80;
}

struct Sequence {
  std::size_t size;
  bool good;
};

/// What stands at the front: a character of UTF-8, or as many octets as one U+FFFD stands for.  Those are as many as libnmsg
/// replaces, which takes surrogates and numbers above U+10FFFF for characters, however.
Sequence first_sequence(std::string_view text) noexcept {
  const auto first = static_cast<std::uint8_t>(text[0]);
  if (first < 0x80) return {1, true};
  const std::size_t size = (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 1;
  if (size == 1 || text.size() < size) return {1, false};
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(text[i])) return {1, false};
  }
  const auto second = static_cast<std::uint8_t>(text[1]);
  const bool overlong = size == 2 ? first < 0xC2 : size == 3 ? first == 0xE0 && second < 0xA0 : first == 0xF0 && second < 0x90;
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool too_large = first > 0xF4 || (first == 0xF4 && second >= 0x90);
  return {size, !overlong && !surrogate && !too_large};
}

/// Behind a NUL: where the next octets are that are no UTF-8.
std::size_t next_fault(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    const Sequence next = first_sequence(text.substr(at));
    if (!next.good) break;
    at += next.size;
  }
  return at;
}

enum class AtNul { go_on, skip_to_fault };

template <AtNul kAtNul>
void append_escaped(std::string_view text, Text& out) {
  constexpr std::size_t kPart = 16 << 10;  // no more room is needed at once
  constexpr std::size_t kAhead = sizeof(std::uint64_t);
  // Characters above 0x7F are looked at one by one where not all of the text that begins with the first of them is UTF-8.
  std::uint64_t mask = kHighBits;
  bool checked = false;
  const auto is_special = [&mask](char c) {
    const auto octet = static_cast<std::uint8_t>(c);
    return octet < kEscapes.size() ? kEscapes[octet] != 0 : mask != 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t part_end = i + std::min(text.size() - i, kPart);
    char* to = out.room(kEscapedMax * (part_end - i) + kAhead);
    while (i < part_end) {
      if (text.size() - i >= kAhead) [[likely]] {
        const auto octets = base::load_little<std::uint64_t>(reinterpret_cast<const std::byte*>(text.data() + i));
        const std::uint64_t special = special_octets(octets, mask);
        const auto plain = special == 0 ? kAhead : static_cast<std::size_t>(std::countr_zero(special)) / 8;
        std::memcpy(to, text.data() + i, kAhead);
        i += plain;
        to += plain;
        if (special == 0) continue;
      }
      // Special octets often stand together: after one of them the next one is looked at alone.
      do {
        const auto octet = static_cast<std::uint8_t>(text[i]);
        if (octet >= 0x80) {
          if (!std::exchange(checked, true) && simdjson::validate_utf8(text.substr(i))) mask = 0;
          const Sequence next = mask == 0 ? Sequence{1, true} : first_sequence(text.substr(i));
          to = next.good ? put(to, text.substr(i, next.size)) : put(to, kReplacement);
          i += next.size;
        } else if (kAtNul == AtNul::skip_to_fault && octet == 0) {
          i = next_fault(text, i);
        } else if (kEscapes[octet] != 0) {
          to = put_escape(to, octet);
          ++i;
        } else {
          *to++ = text[i++];
        }
      } while (i < part_end && is_special(text[i]));
    }
    out.commit(to);
  }
}

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

char* put_base64(char* out, Bytes octets) noexcept {
  const auto* at = reinterpret_cast<const std::uint8_t*>(octets.data());
  const std::size_t at_once = encode_base64(at, octets.size(), out);
  at += at_once;
  out += at_once / 3 * 4;
  std::size_t left = octets.size() - at_once;
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

}  // namespace

void append_json_string(std::string_view text, Text& out) {
  out += '"';
  append_escaped<AtNul::go_on>(text, out);
  out += '"';
}

void append_json_text(Bytes octets, Text& out) {
  out += '"';
  append_escaped<AtNul::skip_to_fault>({reinterpret_cast<const char*>(octets.data()), octets.size()}, out);
  out += '"';
}

void append_json_base64(Bytes octets, Text& out) {
  constexpr std::size_t kPart = 48 << 10;  // a multiple of 3
  out += '"';
  for (; octets.size() > kPart; octets = octets.subspan(kPart)) {
    out.commit(put_base64(out.room(kPart / 3 * 4), octets.first(kPart)));
  }
  char* const end = put_base64(out.room((octets.size() + 2) / 3 * 4 + 1), octets);
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
