#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {

/// What stands at the front of a stream's unread octets.
struct Framing {
  enum class Kind {
    container,  ///< a whole container: `header` and `body` are set
    need_more,  ///< `octets` must be there, from the front, before anything can be said
    skip,       ///< `octets` belong to no readable container; `error` says why
    end,        ///< nothing is left
  };
  Kind kind = Kind::end;
  Header header{};
  Bytes body{};
  std::size_t octets = 0;  ///< container: its size with the header
  std::optional<Error> error{};
};

/// Finds containers in a stream and the way on after a broken one (docs/wire-format.md, "Recovery").  Keeps nothing: the caller
/// holds the unread octets and takes `octets` off their front.
///
/// @param unread      the stream's octets from the place that was reached, as many as were read
/// @param at_end      no more octets will come
/// @param max_length  longest body that is believed
Framing frame(Bytes unread, bool at_end, std::uint32_t max_length);

/// What to do about a container that frame() found and that could not be decoded: it is skipped whole when a header, or the
/// end, follows it; else the next header is looked for inside it.  Gives need_more or skip (without an error).
Framing skip_container(Bytes unread, bool at_end, const Framing& broken);

}  // namespace nmsgxx
