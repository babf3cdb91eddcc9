#include "dns/escape.hpp"

#include <cstring>

#include "base/ascii.hpp"

namespace nmsgxx::dns {
namespace {

/// As in wdns, only these and three digits may follow a backslash in a string.
constexpr bool can_be_escaped(char c) noexcept {
  return c == '"' || c == '\\' || base::is_digit(c);
}

std::optional<std::byte> take_byte(std::string_view& text) noexcept {
  const char c = text[0];
  text.remove_prefix(1);
  if (c == '\\') return !text.empty() && can_be_escaped(text[0]) ? take_escape(text) : std::nullopt;
  return c >= ' ' && c <= '~' ? std::optional(static_cast<std::byte>(c)) : std::nullopt;
}

}  // namespace

char* put_escaped(char* out, Bytes bytes, const EscapeTable& table) noexcept {
  for (const std::byte byte : bytes) {
    const EscapedByte& escaped = table[std::to_integer<std::size_t>(byte)];
    std::memcpy(out, escaped.text.data(), escaped.text.size());
    out += escaped.size;
  }
  return out;
}

void append_escaped(Bytes bytes, const EscapeTable& table, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + kEscapedMax * bytes.size());
  const char* const end = put_escaped(out.data() + begin, bytes, table);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

std::optional<std::byte> take_escape(std::string_view& text) noexcept {
  if (text.empty()) return std::nullopt;
  if (!base::is_digit(text[0])) {
    const auto byte = static_cast<std::byte>(text[0]);
    text.remove_prefix(1);
    return byte;
  }
  if (text.size() < 3 || !base::is_digit(text[1]) || !base::is_digit(text[2])) return std::nullopt;
  const int number = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  if (number > 0xFF) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<std::byte>(number);
}

void append_quoted(Bytes bytes, std::string& out) {
  out += '"';
  append_escaped(bytes, kStringEscapes, out);
  out += "\" ";
}

bool parse_string(std::string_view& text, std::vector<std::byte>& out) {
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  while (!text.empty() && (quoted ? text[0] != '"' : !base::is_space(text[0]))) {
    const auto byte = take_byte(text);
    if (!byte) return false;
    out.push_back(*byte);
  }
  if (!quoted) return true;
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace nmsgxx::dns
