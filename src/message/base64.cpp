#include "message/base64.hpp"

#include <array>
#include <cstdint>

namespace nmsgxx::message {
namespace {

constexpr std::uint8_t kNoDigit = 64;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    values[static_cast<std::uint8_t>(c)] = value++;
  }
  return values;
}();

}  // namespace

bool append_from_base64(std::string_view text, std::vector<std::byte>& out) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  constexpr std::size_t kAlone = 1;  // six bits are no octet
  if (text.size() % 4 == kAlone) return false;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(c)];
    if (value == kNoDigit) return false;
    bits = bits << 6 | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::byte>(bits >> held));
  }
  return true;
}

}  // namespace nmsgxx::message
