#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

// Domain names (RFC 1035, section 3.1).
namespace nmsgxx::dns {

/// Most octets of a name, and of a label.
inline constexpr std::size_t kNameMax = 255;
inline constexpr std::size_t kLabelMax = 63;
/// A length octet from here on begins a compression pointer of two octets (RFC 1035, section 4.1.4).
inline constexpr std::size_t kPointer = 0xC0;

/// Appends a name's text: "www.example.com.".  What stands behind the root label is ignored; a name that is cut off is
/// shown as far as it goes.
void append_name(Bytes name, std::string& out);

/// Appends the octets of a name, its case kept.  The dot at the end may be missing; "" and "." are the root.
///
/// Errors: Errc::bad_argument; nothing is appended then.
Result<void> parse_name(std::string_view text, std::vector<std::byte>& out);

/// Octets of the name at the front, which ends with the root label, a pointer, or the octets.
std::size_t name_size(Bytes octets) noexcept;

/// Appends the name at an offset in a message, its compression pointers followed.
///
/// Errors: Errc::truncated, Errc::bad_length; what was appended is of no use then.
Result<void> unpack_name(Bytes message, std::size_t offset, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
