#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Bytes as text with escapes (RFC 1035, section 5.1): printable characters as they are, others as a backslash and three decimal
// digits.  Labels and character strings differ in which characters need a backslash.
namespace nmsgxx::dns {

/// The characters that a byte is written with.
struct EscapedByte {
  std::array<char, 4> text;
  std::uint8_t size;
};

/// How each of the 256 bytes is written.
using EscapeTable = std::array<EscapedByte, 256>;

constexpr EscapedByte escaped_byte(std::string_view text) noexcept {
  EscapedByte byte{{}, static_cast<std::uint8_t>(text.size())};
  for (std::size_t i = 0; i < text.size(); ++i) byte.text[i] = text[i];
  return byte;
}

/// Makes a table in which only characters from `first` to '~' are written as they are.
constexpr EscapeTable escape_table(char first) noexcept {
  EscapeTable table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const char digits[] = {'\\', static_cast<char>('0' + byte / 100), static_cast<char>('0' + byte / 10 % 10),
                           static_cast<char>('0' + byte % 10)};
    const char plain = static_cast<char>(byte);
    const bool printable = byte >= static_cast<std::size_t>(first) && byte <= '~';
    table[byte] = printable ? escaped_byte({&plain, 1}) : escaped_byte({digits, 4});
  }
  return table;
}

inline constexpr EscapeTable kLabelEscapes = [] {
  EscapeTable table = escape_table('!');
  table['.'] = escaped_byte("\\.");
  table['\\'] = escaped_byte("\\\\");
  return table;
}();

inline constexpr EscapeTable kStringEscapes = [] {
  EscapeTable table = escape_table(' ');
  table['"'] = escaped_byte("\\\"");
  table['\\'] = escaped_byte("\\\\");
  return table;
}();

/// The most characters that a byte is written with.
inline constexpr std::size_t kEscapedMax = 4;

/// Writes bytes to a place that has room for kEscapedMax characters each.
///
/// @return the end of the text
char* put_escaped(char* out, Bytes bytes, const EscapeTable& table) noexcept;

void append_escaped(Bytes bytes, const EscapeTable& table, std::string& out);

/// Takes what follows a backslash from the front of the text: three digits, or a character that stands for itself.
///
/// @return nothing when the text is empty, or digits are missing or above 255
std::optional<std::byte> take_escape(std::string_view& text) noexcept;

/// Appends a character string in quotes, and a space.
void append_quoted(Bytes bytes, std::string& out);

/// Takes a character string, in quotes or up to white space, from the front of the text and appends its bytes.
///
/// @return false when the text is malformed; `out` then ends with bytes that the caller must drop
bool parse_string(std::string_view& text, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
