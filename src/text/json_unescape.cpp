#include <algorithm>
#include <cstdint>
#include <span>

#include "base/memory.hpp"
#include "base/number.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::text {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::size_t kUnitSize = 6;  // "\ud83d"

/// Reads the escape of a UTF-16 unit that a text begins with.
std::uint32_t first_unit(std::string_view text) noexcept {
  constexpr int kHexadecimal = 16;
  return base::parse_number<std::uint32_t>(text.substr(2, kUnitSize - 2), kHexadecimal).value_or(0);
}

struct Escape {
  std::uint32_t character;  ///< kReplacement for a surrogate without its other half
  std::size_t size;
};

/// Reads the escape that a text begins with: of one UTF-16 unit, or of the two of a surrogate pair.
Escape first_escape(std::string_view text) noexcept {
  const std::uint32_t unit = first_unit(text);
  if (unit >> 11 != 0xD800 >> 11) return {unit, kUnitSize};
  const bool high = unit < 0xDC00;
  const std::uint32_t low = high && text.substr(kUnitSize).starts_with("\\u") ? first_unit(text.substr(kUnitSize)) : 0;
  if (low >> 10 != 0xDC00 >> 10) return {kReplacement, kUnitSize};
  return {0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF), 2 * kUnitSize};
}

void append_utf8(std::uint32_t character, std::vector<std::byte>& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<std::byte>(byte)); };
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

std::string_view unescaped(std::string_view inside, std::vector<std::byte>& buffer) {
  if (inside.find('\\') == std::string_view::npos) return inside;
  base::recycle(buffer);
  append_unescaped(inside, buffer);
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

}  // namespace nmsgxx::text
