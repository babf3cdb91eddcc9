#include "nmsgxx/framer.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "container/header_layout.hpp"

namespace nmsgxx {
namespace {

using container::kMagic;
using container::may_begin_header;

// Returns the first offset from `from` on where a header may begin, or the end.  At the end of the stream a header must be
// there up to and including its version.
std::size_t find_header(Bytes unread, std::size_t from, bool at_end) noexcept {
  while (from < unread.size()) {
    const void* found = std::memchr(unread.data() + from, kMagic[0], unread.size() - from);
    if (found == nullptr) break;
    from = static_cast<std::size_t>(static_cast<const std::byte*>(found) - unread.data());
    const Bytes rest = unread.subspan(from);
    if (may_begin_header(rest) && !(at_end && rest.size() <= container::kVersionOffset)) return from;
    ++from;
  }
  return unread.size();
}

Framing skip(std::size_t bytes, Error error) {
  return {.kind = Framing::Kind::skip, .octets = bytes, .error = std::move(error)};
}

Framing need(std::size_t bytes) {
  return {.kind = Framing::Kind::need_more, .octets = bytes};
}

// Skips a whole container of version 3, if a header or the end follows it.  Returns nothing for anything else.
std::optional<Framing> skip_version3(Bytes unread, bool at_end, std::uint32_t max_length) {
  if (unread[container::kVersionOffset] != std::byte{container::kVersion3}) return std::nullopt;
  if (unread.size() < container::kHeaderSize3) return at_end ? std::nullopt : std::optional(need(container::kHeaderSize3));
  const auto length = base::load_big<std::uint32_t>(unread.data() + container::kLengthOffset3);
  if (length > max_length) return std::nullopt;
  const std::size_t size = container::kHeaderSize3 + length;
  if (unread.size() < size) return at_end ? std::nullopt : std::optional(need(size));
  return skip_container(unread, at_end, {.octets = size});
}

Framing frame_unreadable(Bytes unread, bool at_end, std::uint32_t max_length, Error error) {
  const std::size_t searched = error.code == Errc::bad_magic ? 1 : kMagic.size();
  auto version3 = error.code == Errc::bad_version ? skip_version3(unread, at_end, max_length) : std::nullopt;
  if (!version3) return skip(find_header(unread, searched, at_end), std::move(error));
  if (version3->kind == Framing::Kind::skip) version3->error = std::move(error);
  return *version3;
}

}  // namespace

Framing frame(Bytes unread, bool at_end, std::uint32_t max_length) {
  if (unread.empty()) return at_end ? Framing{} : need(kHeaderSizeVersion1);
  auto header = parse_header(unread);
  if (!header && header.error().code == Errc::truncated) {
    if (!at_end) return need(unread.size() + 1);
    return skip(unread.size(), {Errc::cut_end, 0, "the input ends inside a container header"});
  }
  if (!header) return frame_unreadable(unread, at_end, max_length, std::move(header.error()));
  if (header->length > max_length) {
    return skip(find_header(unread, kMagic.size(), at_end),
                {Errc::too_long, container::kLengthOffset, std::to_string(header->length) + " bytes"});
  }
  const std::size_t size = header->size() + header->length;
  if (unread.size() < size) {
    if (!at_end) return need(size);
    const std::size_t next = find_header(unread, kMagic.size(), at_end);
    return skip(next, {next == unread.size() ? Errc::cut_end : Errc::truncated, 0,
                       "expected " + std::to_string(size) + " bytes, got " + std::to_string(unread.size())});
  }
  return {.kind = Framing::Kind::container,
          .header = *header,
          .body = unread.subspan(header->size(), header->length),
          .octets = size};
}

Framing skip_container(Bytes unread, bool at_end, const Framing& broken) {
  const Bytes rest = unread.subspan(broken.octets);
  if (rest.size() <= container::kVersionOffset && !at_end) return need(broken.octets + container::kVersionOffset + 1);
  Framing result{.kind = Framing::Kind::skip};
  result.octets = may_begin_header(rest) ? broken.octets : find_header(unread, kMagic.size(), at_end);
  return result;
}

}  // namespace nmsgxx
