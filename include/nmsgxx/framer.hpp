#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {

/// What is at the front of the unread bytes of a stream.
struct Framing {
  enum class Kind {
    container,  ///< a whole container: `header` and `body` are set
    need_more,  ///< `octets` unread bytes are needed to decide
    skip,       ///< `octets` bytes belong to no readable container; `error` says why
    end,        ///< there are no more bytes
  };
  Kind kind = Kind::end;
  Header header{};
  Bytes body{};
  std::size_t octets = 0;  ///< number of bytes; of a container, including its header
  std::optional<Error> error{};
};

/// Finds the next container of a stream (docs/wire-format.md, "Recovery").  It keeps no state: the caller removes `octets`
/// bytes from the front of the unread ones.
///
/// @param unread      the bytes that were read and not yet removed
/// @param at_end      no more bytes will come
/// @param max_length  the longest body that is accepted, in bytes
Framing frame(Bytes unread, bool at_end, std::uint32_t max_length);

/// Decides how much to skip of a container that frame() found and that cannot be decoded: all of it if a header or the end
/// follows, otherwise everything before the next header inside it.
///
/// @return need_more, or skip without an error
Framing skip_container(Bytes unread, bool at_end, const Framing& broken);

}  // namespace nmsgxx
