#include "dns/escape.hpp"

#include <cstring>

namespace nmsgxx::dns {
namespace {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace

char* put_written(char* out, Bytes octets, const Script& script) noexcept {
  for (const std::byte octet : octets) {
    const Written& w = script[std::to_integer<std::size_t>(octet)];
    std::memcpy(out, w.text.data(), w.text.size());
    out += w.size;
  }
  return out;
}

void append_written(Bytes octets, const Script& script, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + kWrittenMax * octets.size());
  const char* const end = put_written(out.data() + begin, octets, script);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

std::optional<std::byte> take_escaped(std::string_view& text) noexcept {
  if (text.empty()) return std::nullopt;
  if (!is_digit(text[0])) {
    const auto octet = static_cast<std::byte>(text[0]);
    text.remove_prefix(1);
    return octet;
  }
  if (text.size() < 3 || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
  const int number = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  if (number > 0xFF) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<std::byte>(number);
}

}  // namespace nmsgxx::dns
