#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// Base64 (RFC 4648, section 4).
namespace nmsgxx::text {

/// Returns the number of characters, padding included, that bytes become.
constexpr std::size_t base64_size(std::size_t bytes) noexcept {
  return (bytes + 2) / 3 * 4;
}

/// Writes bytes in base64, with padding.
///
/// @param out  has room for base64_size(bytes.size()) characters
/// @return the end of the text
char* put_base64(char* out, Bytes bytes) noexcept;

/// Appends the bytes that a text in base64 stands for.  The padding may be missing, and white space may stand anywhere.
///
/// @return false when the text is not base64; `out` then ends with bytes that the caller must drop
bool append_from_base64(std::string_view text, std::vector<std::byte>& out);

}  // namespace nmsgxx::text
