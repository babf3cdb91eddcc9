#include "text/json_scan.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/memory.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::text {
namespace {

// The white space of JSON, which is less than base::is_space() takes.
constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool is_hex(char c) noexcept {
  return base::is_digit(c) || (base::lower(c) >= 'a' && base::lower(c) <= 'f');
}

// GCC and clang turn these into the vector instructions that every processor of an architecture has.
using Block = std::uint8_t __attribute__((vector_size(16)));
using Matches = std::int8_t __attribute__((vector_size(16)));

/// Returns the index of the first match, or 16 when there is none.
std::size_t first_of(Matches matches) noexcept {
#ifdef __SSE2__
  // The next string waits for the end of this one, so the detour through memory that two halves take would be felt.
  const auto bits = static_cast<unsigned>(_mm_movemask_epi8(std::bit_cast<__m128i>(matches)));
  return static_cast<std::size_t>(std::countr_zero(bits | 1U << sizeof matches));
#else
  const auto halves = std::bit_cast<std::array<std::uint64_t, 2> >(matches);
  const std::uint64_t half = halves[0] != 0 ? halves[0] : halves[1];
  const int zeros = std::endian::native == std::endian::little ? std::countr_zero(half) : std::countl_zero(half);
  return (halves[0] != 0 ? 0 : sizeof half) + static_cast<std::size_t>(zeros) / 8;
#endif
}

/// Returns the first quote, backslash or control character inside a string, or `end`.
const char* find_special(const char* at, const char* end) noexcept {
  for (; static_cast<std::size_t>(end - at) >= sizeof(Block); at += sizeof(Block)) {
    Block block;
    std::memcpy(&block, at, sizeof block);
    const std::size_t first = first_of((block == '"') | (block == '\\') | (block < 0x20));
    if (first != sizeof block) return at + first;
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<std::uint8_t>(*at) >= 0x20) ++at;
  return at;
}

/// Moves through a text by the grammar of JSON; a lenient one also accepts what JsonItems reads beyond that.  Each function
/// stops after the element that it is named after, or returns false and stops at the error.
class Scanner {
 public:
  Scanner(const char* at, const char* end, const JsonLimits& limits, bool lenient) noexcept
      : at_(at), limits_(limits), end_(end), lenient_(lenient) {}

  const char* at() const noexcept { return at_; }
  bool too_deep() const noexcept { return too_deep_; }
  /// Whether a string had an escape.
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
      // After a value, the object or list around it ends or goes on.
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

  /// Moves past a key, its colon, and the white space around that.
  ///
  /// @param end  is set to the key's closing quote
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
    while (at_ != end_ && base::is_digit(*at_)) ++at_;
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
  const char* end_;  // apart from at_, for the same reason as in JsonItems
  bool lenient_;
  bool too_deep_ = false;
  bool escaped_ = false;
  std::array<std::uint64_t, kJsonDepthMax / kBits> objects_;  // a bit for each depth: object or list; set when it is reached
};

}  // namespace

bool is_json(std::string_view text, const JsonLimits& limits) noexcept {
  NMSGXX_ASSERT(limits.depth <= kJsonDepthMax);
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

std::string_view JsonItems::key(std::vector<std::byte>& buffer) const {
  return key_escaped_ ? unescaped(raw_key(), buffer) : raw_key();
}

}  // namespace nmsgxx::text
