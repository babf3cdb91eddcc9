#include "text/json_scan.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <span>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/kept_memory.hpp"

namespace nmsgxx::text {
namespace {

constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_hex(char c) noexcept {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// gcc and clang make vector instructions of these that every processor of a kind has.
using Octets = std::uint8_t __attribute__((vector_size(16)));
using Found = std::int8_t __attribute__((vector_size(16)));

/// How many octets stand before the first that was found; 16 when there is none.
std::size_t first_of(Found found) noexcept {
#ifdef __SSE2__
  // The next string is looked at only when this one's end is known: halves would go through memory first.
  const auto bits = static_cast<unsigned>(_mm_movemask_epi8(std::bit_cast<__m128i>(found)));
  return static_cast<std::size_t>(std::countr_zero(bits | 1U << sizeof found));
#else
  const auto halves = std::bit_cast<std::array<std::uint64_t, 2> >(found);
  const std::uint64_t half = halves[0] != 0 ? halves[0] : halves[1];
  const int zeros = std::endian::native == std::endian::little ? std::countr_zero(half) : std::countl_zero(half);
  return (halves[0] != 0 ? 0 : sizeof half) + static_cast<std::size_t>(zeros) / 8;
#endif
}

/// Where a string's inside has its next quote, backslash or control character; the end if it has none.
const char* find_special(const char* at, const char* end) noexcept {
  for (; static_cast<std::size_t>(end - at) >= sizeof(Octets); at += sizeof(Octets)) {
    Octets octets;
    std::memcpy(&octets, at, sizeof octets);
    const std::size_t first = first_of((octets == '"') | (octets == '\\') | (octets < 0x20));
    if (first != sizeof octets) return at + first;
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<std::uint8_t>(*at) >= 0x20) ++at;
  return at;
}

/// Moves over a text by the grammar; when it is lenient, also over what JsonItems reads beyond that.  Each function ends behind
/// what it is named for, or returns false at what is wrong.
class Scanner {
 public:
  Scanner(const char* at, const char* end, const JsonLimits& limits, bool lenient) noexcept
      : at_(at), limits_(limits), end_(end), lenient_(lenient) {}

  const char* at() const noexcept { return at_; }
  bool too_deep() const noexcept { return too_deep_; }
  /// Whether an escape was met.
  bool escaped() const noexcept { return escaped_; }

  void spaces() noexcept {
    while (at_ != end_ && is_space(*at_)) ++at_;
  }

  bool take(char c) noexcept {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool string() noexcept {
    if (!take('"')) return false;
    while ((at_ = find_special(at_, end_)) != end_) {
      if (*at_ == '"') {
        ++at_;
        return true;
      }
      if (*at_ == '\\') {
        if (!escape()) return false;
      } else if (lenient_) {
        ++at_;
      } else {
        return false;
      }
    }
    return false;
  }

  bool value() noexcept {
    std::size_t depth = 0;
    const char* key_end = nullptr;
    while (true) {
      if (at_ == end_) return false;
      const char c = *at_;
      if (c == '{' || c == '[') {
        if (depth == limits_.depth) {
          too_deep_ = true;
          return false;
        }
        ++at_;
        spaces();
        if (!take(static_cast<char>(c + 2))) {
          open(depth++, c == '{');
          if (c == '{' && !key(key_end)) return false;
          continue;
        }
      } else if (!scalar(c)) {
        return false;
      }
      // Behind a value: what is around it ends, or goes on.
      while (true) {
        if (depth == 0) return true;
        spaces();
        const bool object = is_object(depth - 1);
        const char close = object ? '}' : ']';
        if (take(',')) {
          spaces();
          if (!lenient_ || !take(close)) {
            if (object && !key(key_end)) return false;
            break;
          }
        } else if (!take(close)) {
          return false;
        }
        --depth;
      }
    }
  }

  /// A key, its colon, and the white space around that.
  ///
  /// @param end  is set to the key's last quote
  bool key(const char*& end) noexcept {
    if (!string()) return false;
    end = at_ - 1;
    spaces();
    if (!take(':')) return false;
    spaces();
    return true;
  }

 private:
  static constexpr std::size_t kBits = 64;

  void open(std::size_t depth, bool object) noexcept {
    std::uint64_t& word = objects_[depth / kBits];
    if (depth % kBits == 0) word = 0;
    const std::uint64_t bit = std::uint64_t{1} << depth % kBits;
    word = object ? word | bit : word & ~bit;
  }
  bool is_object(std::size_t depth) const noexcept { return (objects_[depth / kBits] >> depth % kBits & 1) != 0; }

  bool escape() noexcept {
    constexpr std::ptrdiff_t kDigits = 4;
    if (end_ - at_ < 2) return false;
    const char letter = at_[1];
    at_ += 2;
    escaped_ = true;
    if (letter != 'u') return std::string_view("\"\\/bfnrt").find(letter) != std::string_view::npos;
    if (end_ - at_ < kDigits || !std::all_of(at_, at_ + kDigits, is_hex)) return false;
    at_ += kDigits;
    return true;
  }

  bool scalar(char c) noexcept {
    switch (c) {
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null") || (lenient_ && word("nan"));
      case 'i': return lenient_ && word("inf");
      default: return number();
    }
  }

  bool word(std::string_view text) noexcept {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  bool digits() noexcept {
    const char* const begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != begin;
  }

  bool number() noexcept {
    const char* const begin = at_;
    if (take('-') && lenient_ && (word("inf") || word("nan"))) return true;
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return static_cast<std::size_t>(at_ - begin) <= limits_.digits;
  }

  const char* at_;
  JsonLimits limits_;
  const char* end_;  // not beside at_, as in JsonItems
  bool lenient_;
  bool too_deep_ = false;
  bool escaped_ = false;
  std::array<std::uint64_t, kJsonDepthMax / kBits> objects_;  // by depth: an object, or a list; not set before it is needed
};

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::size_t kUnitSize = 6;  // "\ud83d"

/// Of the escape at the front, which is one of a UTF-16 unit.
std::uint32_t unit_of(std::string_view text) noexcept {
  constexpr int kHexadecimal = 16;
  std::uint32_t unit = 0;
  std::from_chars(text.data() + 2, text.data() + kUnitSize, unit, kHexadecimal);
  return unit;
}

struct Escape {
  std::uint32_t character;  ///< kReplacement for a surrogate without the other half, as in json-c
  std::size_t size;
};

/// The escape at the front, of a unit or of the two of a pair.
Escape first_escape(std::string_view text) noexcept {
  const std::uint32_t unit = unit_of(text);
  if (unit >> 11 != 0xD800 >> 11) return {unit, kUnitSize};
  const bool high = unit < 0xDC00;
  const std::uint32_t low = high && text.substr(kUnitSize).starts_with("\\u") ? unit_of(text.substr(kUnitSize)) : 0;
  if (low >> 10 != 0xDC00 >> 10) return {kReplacement, kUnitSize};
  return {0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF), 2 * kUnitSize};
}

void append_utf8(std::uint32_t character, std::vector<std::byte>& out) {
  const auto put = [&](std::uint32_t octet) { out.push_back(static_cast<std::byte>(octet)); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xC0 | character >> 6);
  } else {
    if (character < 0x10000) {
      put(0xE0 | character >> 12);
    } else {
      put(0xF0 | character >> 18);
      put(0x80 | (character >> 12 & 0x3F));
    }
    put(0x80 | (character >> 6 & 0x3F));
  }
  put(0x80 | (character & 0x3F));
}

char unescaped(char letter) noexcept {
  switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
  }
}

/// Appends what a string's inside stands for, in UTF-8.
void append_unescaped(std::string_view inside, std::vector<std::byte>& out) {
  while (true) {
    const std::size_t plain = std::min(inside.find('\\'), inside.size());
    const auto bytes = std::as_bytes(std::span(inside.data(), plain));
    out.insert(out.end(), bytes.begin(), bytes.end());
    inside.remove_prefix(plain);
    if (inside.empty()) return;
    if (inside[1] == 'u') {
      const Escape escape = first_escape(inside);
      append_utf8(escape.character, out);
      inside.remove_prefix(escape.size);
    } else {
      out.push_back(static_cast<std::byte>(unescaped(inside[1])));
      inside.remove_prefix(2);
    }
  }
}

}  // namespace

bool is_json(std::string_view text, const JsonLimits& limits) noexcept {
  const char* const end = text.data() + text.size();
  Scanner scanner(text.data(), end, limits, false);
  scanner.spaces();
  if (!scanner.value()) return false;
  scanner.spaces();
  return scanner.at() == end && simdjson::validate_utf8(text.data(), text.size());
}

JsonItems::JsonItems(std::string_view text) noexcept : JsonItems(text.data(), text.data() + text.size(), 1) {}

JsonItems::JsonItems(const char* at, const char* end, std::size_t depth) noexcept : at_(at), depth_(depth), end_(end) {
  while (at_ != end_ && is_space(*at_)) ++at_;
  if (at_ == end_ || (*at_ != '{' && *at_ != '[')) return;
  close_ = static_cast<char>(*at_ + 2);
  ++at_;
}

bool JsonItems::stop(const char* at, bool whole, bool too_deep) noexcept {
  at_ = at;
  close_ = 0;
  whole_ = whole;
  too_deep_ = too_deep;
  return false;
}

bool JsonItems::next_key() noexcept {
  if (close_ == 0) return false;
  Scanner scanner(at_, end_, {}, true);
  scanner.spaces();
  if (scanner.take(close_)) {
    scanner.spaces();
    return stop(scanner.at(), true);
  }
  if (!std::exchange(first_, false)) {
    if (!scanner.take(',')) return stop(scanner.at(), false);
    scanner.spaces();
    if (scanner.take(close_)) {
      scanner.spaces();
      return stop(scanner.at(), true);
    }
  }
  if (close_ == '}') {
    key_begin_ = scanner.at() + 1;
    if (!scanner.key(key_end_)) return stop(scanner.at(), false);
    key_escaped_ = scanner.escaped();
  }
  at_ = scanner.at();
  return true;
}

bool JsonItems::take_value() noexcept {
  Scanner scanner(at_, end_, {.depth = kJsonDepthMax - depth_}, true);
  if (!scanner.value()) return stop(scanner.at(), false, scanner.too_deep());
  value_begin_ = std::exchange(at_, scanner.at());
  return true;
}

bool JsonItems::take_inner(const JsonItems& inner) noexcept {
  if (!inner.whole_) return stop(inner.at_, false, inner.too_deep_);
  value_begin_ = std::exchange(at_, inner.at_);
  return true;
}

void append_as_line(std::string_view json, Text& out) {
  const char* at = json.data();
  const char* const end = at + json.size();
  while (true) {
    const char* const begin = at;
    while (at != end && *at != '\n' && *at != '\r' && *at != '\\') ++at;
    out.append(begin, at);
    if (at == end) return;
    if (*at != '\\') {
      ++at;
      continue;
    }
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    const Escape escape = rest[1] == 'u' ? first_escape(rest) : Escape{0, 2};
    out += escape.character == kReplacement ? "\\ufffd" : rest.substr(0, escape.size);
    at += escape.size;
  }
}

std::string_view JsonItems::key(std::vector<std::byte>& buffer) const {
  return key_escaped_ ? unescaped(raw_key(), buffer) : raw_key();
}

std::string_view unescaped(std::string_view inside, std::vector<std::byte>& buffer) {
  if (inside.find('\\') == std::string_view::npos) return inside;
  base::recycle(buffer);
  append_unescaped(inside, buffer);
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

}  // namespace nmsgxx::text
