#include "dns/quoted.hpp"

#include <optional>

#include "dns/escape.hpp"
#include "dns/text_reader.hpp"

namespace nmsgxx::dns {
namespace {

/// As wdns, only these and octets of three digits stand behind a backslash.
constexpr bool can_be_escaped(char c) noexcept {
  return c == '"' || c == '\\' || (c >= '0' && c <= '9');
}

std::optional<std::byte> take_octet(std::string_view& text) noexcept {
  const char c = text[0];
  text.remove_prefix(1);
  if (c == '\\') return !text.empty() && can_be_escaped(text[0]) ? take_escaped(text) : std::nullopt;
  return c >= ' ' && c <= '~' ? std::optional(static_cast<std::byte>(c)) : std::nullopt;
}

}  // namespace

void append_quoted(Bytes octets, std::string& out) {
  out += '"';
  append_written(octets, kStringScript, out);
  out += "\" ";
}

bool parse_string(std::string_view& text, std::vector<std::byte>& out) {
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  while (!text.empty() && (quoted ? text[0] != '"' : !is_space(text[0]))) {
    const auto octet = take_octet(text);
    if (!octet) return false;
    out.push_back(*octet);
  }
  if (!quoted) return true;
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace nmsgxx::dns
