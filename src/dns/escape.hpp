#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nmsgxx/bytes.hpp"

// Octets as text: what can be printed as it is, the rest behind a backslash (RFC 1035, section 5.1).
namespace nmsgxx::dns {

struct Written {
  std::array<char, 4> text;
  std::uint8_t size;
};

/// How each octet is written.
using Script = std::array<Written, 256>;

constexpr Written written(std::string_view text) noexcept {
  Written w{{}, static_cast<std::uint8_t>(text.size())};
  for (std::size_t i = 0; i < text.size(); ++i) w.text[i] = text[i];
  return w;
}

/// As it is from `first` to '~', else as three decimal digits.
constexpr Script plain_script(char first) noexcept {
  Script script{};
  for (std::size_t octet = 0; octet < script.size(); ++octet) {
    const char digits[] = {'\\', static_cast<char>('0' + octet / 100), static_cast<char>('0' + octet / 10 % 10),
                           static_cast<char>('0' + octet % 10)};
    const char plain = static_cast<char>(octet);
    const bool shown = octet >= static_cast<std::size_t>(first) && octet <= '~';
    script[octet] = shown ? written({&plain, 1}) : written({digits, 4});
  }
  return script;
}

inline constexpr Script kLabelScript = [] {
  Script script = plain_script('!');
  script['.'] = written("\\.");
  script['\\'] = written("\\\\");
  return script;
}();

inline constexpr Script kStringScript = [] {
  Script script = plain_script(' ');
  script['"'] = written("\\\"");
  script['\\'] = written("\\\\");
  return script;
}();

/// Most characters that an octet is written with.
inline constexpr std::size_t kWrittenMax = 4;

/// Writes octets to a place that has room for kWrittenMax characters each; returns the end.
char* put_written(char* out, Bytes octets, const Script& script) noexcept;

void append_written(Bytes octets, const Script& script, std::string& out);

/// Takes what stands behind a backslash off the text: three digits, or a character for itself.
std::optional<std::byte> take_escaped(std::string_view& text) noexcept;

}  // namespace nmsgxx::dns
