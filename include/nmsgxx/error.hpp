#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace nmsgxx {

/// Error codes.  After an error of the first group, a reader skips the container or datagram and continues.  Errors of the
/// second group come from the caller or the system and end the operation.
enum class Errc : std::uint8_t {
  // input
  truncated,           ///< the bytes end inside a header, container or field
  cut_end,             ///< a stream ends inside its last container, as when its writer was stopped
  bad_magic,           ///< no container begins here
  bad_version,         ///< a version that this reader does not know
  bad_length,          ///< the header's length is not that of the datagram, or no container follows
  too_long,            ///< a container or a line of text is longer than the reader's limit
  bad_varint,          ///< a varint of more than ten bytes
  bad_field,           ///< field number zero
  bad_wire_type,       ///< a wire type that the field cannot have, or a group that is not balanced
  missing_field,       ///< a required field is missing
  bad_zlib,            ///< the stream is damaged or does not inflate to the size that it claims
  too_large,           ///< the inflated size, or the fields of a message, exceed the reader's limits
  too_many_payloads,   ///< a container has more payloads or fields than the reader's limit
  too_many_fragments,  ///< a message has more fragments than the reader's limit
  bad_fragment,        ///< a fragment that contradicts others of its message, or a joined message with a wrong CRC
  lost_fragment,       ///< a message that was dropped because fragments did not arrive in time or there were too many messages
  bad_crc,             ///< a payload has a wrong CRC; only that payload is dropped
  bad_text,            ///< malformed text; only that record is dropped
  // callers and the system
  bad_argument,  ///< an address, filter, file name or number that cannot be used
  system,        ///< the operating system or a library reported an error; the detail says which
  unsupported,   ///< a valid request that is not implemented, or not in this build
  undelivered,   ///< a datagram that was not delivered
  refused,       ///< a Report (source.hpp) does not allow something to be skipped; the detail says what
};

/// Returns a description of the code, such as "malformed varint".
std::string_view to_string(Errc code) noexcept;

/// A code, where it was found, and a detail for people.
struct Error {
  Errc code;
  std::uint64_t offset = 0;  ///< in bytes from the start of the bytes or the stream that were read
  std::string detail;        ///< may be empty

  /// Returns the description of the code and the detail, without a newline.  It does not include the offset, because only the
  /// caller knows what it refers to.
  std::string message() const;
};

/// A value or an error.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Errc::truncated, offset);`
inline tl::unexpected<Error> fail(Errc code, std::uint64_t offset = 0, std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, offset, std::move(detail)});
}

}  // namespace nmsgxx
