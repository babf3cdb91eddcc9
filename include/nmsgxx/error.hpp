#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace nmsgxx {

/// What went wrong.  A reader that meets one of the first group skips that container or datagram and goes on; the
/// second group comes from the caller or the system and ends what was being done.
enum class Errc : std::uint8_t {
  // bytes from outside
  truncated,           ///< the bytes end inside a header, container or field
  cut_end,             ///< a stream's end inside its last container, as when its writer was stopped
  bad_magic,           ///< no container begins here
  bad_version,         ///< a version that this reader does not know
  bad_length,          ///< the header's length is not that of the datagram, or leads nowhere
  too_long,            ///< a container or a line of text is longer than the reader's bound
  bad_varint,          ///< a varint of more than ten octets
  bad_field,           ///< field number zero
  bad_wire_type,       ///< a wire type that the field cannot have, or a group that is not balanced
  missing_field,       ///< a required field is absent
  bad_zlib,            ///< the stream is damaged or does not give the size that was claimed
  too_large,           ///< the inflated size, or the fields of a message, are above the bounds
  too_many_payloads,   ///< or fields: a container has more than the reader's bound
  too_many_fragments,  ///< a message has more than the reader's bound
  bad_fragment,        ///< a fragment that contradicts the others of its set, or a set whose CRC is wrong
  lost_fragment,       ///< a set of fragments that was given up: too old, too many, or the input ended
  bad_crc,             ///< a payload's CRC differs; only that payload is dropped
  bad_text,            ///< text that is no record; only that record is dropped
  // callers and the system
  bad_argument,  ///< an address, filter, file name or number that cannot be used
  system,        ///< the operating system or a library refused; the detail says why
  unsupported,   ///< understood, but not handled: a link type, a build without the optional part
  undelivered,   ///< a datagram that nobody took
  refused,       ///< what could have been skipped must not be (source.hpp, Report); the detail says what it was
};

/// The code's plain words, such as "container cut off".
std::string_view to_string(Errc code) noexcept;

/// What, where, and in words for people.
struct Error {
  Errc code;
  std::uint64_t offset = 0;  ///< octets from the start of the bytes or stream that were read
  std::string detail;        ///< may be empty

  /// One line without a newline: the code's words, the detail.  The offset is left to the caller, who knows of what.
  std::string message() const;
};

/// A value, or the error that stands in its place.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Errc::truncated, offset);`
inline tl::unexpected<Error> fail(Errc code, std::uint64_t offset = 0, std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, offset, std::move(detail)});
}

}  // namespace nmsgxx
