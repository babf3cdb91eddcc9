#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

// Domain names (RFC 1035, section 3.1): in the wire form of labels, compressed or not, and as text.
namespace nmsgxx::dns {

/// The most bytes of a name in wire form, and of a label without its length.
inline constexpr std::size_t kNameMax = 255;
inline constexpr std::size_t kLabelMax = 63;
/// Length bytes from this value on begin a compression pointer of two bytes (RFC 1035, section 4.1.4).
inline constexpr std::size_t kPointerMin = 0xC0;

/// Appends the text of an uncompressed name, such as "www.example.com.".  Bytes after the root label are ignored; of a
/// truncated name, what is there is shown.
void append_name(Bytes name, std::string& out);

/// Appends the wire form of a name and keeps its case.  The dot at the end may be missing; "" and "." are the root.
///
/// Errors: Errc::bad_argument; `out` is then unchanged.
Result<void> parse_name(std::string_view text, std::vector<std::byte>& out);

/// Returns the number of bytes of the name at the front, which ends after the root label or a pointer, or with the bytes.
std::size_t name_size(Bytes bytes) noexcept;

/// Appends the name at an offset in a message and follows its compression pointers.
///
/// Errors: Errc::truncated, Errc::bad_length; `out` then ends with bytes that the caller must drop.
Result<void> unpack_name(Bytes message, std::size_t offset, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns
