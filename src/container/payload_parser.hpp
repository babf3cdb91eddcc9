#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "container/payload_head.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {

/// Where and why an NmsgPayload could not be parsed.
struct ParseFault {
  Errc code;
  const std::byte* at;
};

/// A canonical head and the message after it.
struct CanonicalPayload {
  HeadWords head;
  Bytes message;

  const std::byte* end() const noexcept { return message.data() + message.size(); }
  void decode(PayloadView& out) const noexcept {
    decode_head(head, out);
    out.bytes = message;
    out.has_bytes = true;
  }
};

/// Reads a canonical head and a message.  Other fields may follow them.
///
/// @return false when the bytes begin with anything else
inline bool read_canonical(const std::byte* at, const std::byte* end, CanonicalPayload& out) noexcept {
  if (static_cast<std::size_t>(end - at) < kHeadSize + 1 || !read_head(at, out.head)) return false;
  std::size_t length = 0;
  const std::byte* message = wire::read_length(at + kHeadSize, end, length);
  if (message == nullptr) return false;
  out.message = {message, length};
  return true;
}

/// Returns whether a payload is a canonical head and a message, without other fields.
inline bool is_canonical_payload(const std::byte* begin, const std::byte* end) noexcept {
  CanonicalPayload payload;
  return read_canonical(begin, end, payload) && payload.end() == end;
}

/// Parses the fields up to and including the message.
///
/// @return the end of the message; null when the payload does not begin with a canonical head
inline const std::byte* parse_canonical(const std::byte* at, const std::byte* end, PayloadView& out) noexcept {
  CanonicalPayload payload;
  if (!read_canonical(at, end, payload)) return nullptr;
  payload.decode(out);
  return payload.end();
}

/// Parses a payload with its length before it, if it is a canonical head and a message without other fields, and both lengths
/// have at most two bytes.
///
/// @return the end of the payload; null for anything else
inline const std::byte* parse_canonical_entry(const std::byte* at, const std::byte* end, PayloadView& out) noexcept {
  constexpr std::ptrdiff_t kBytesRead = 2 + kHeadSize + 2;
  if (end - at < kBytesRead) return nullptr;
  std::size_t length = 0;
  const std::byte* const begin = wire::read_short_length(at, length);
  if (begin == nullptr || length > static_cast<std::size_t>(end - begin)) return nullptr;
  CanonicalPayload payload;
  if (!read_head(begin, payload.head)) return nullptr;
  std::size_t size = 0;
  const std::byte* const message = wire::read_short_length(begin + kHeadSize, size);
  if (message == nullptr || message + size != begin + length) return nullptr;
  payload.message = {message, size};
  payload.decode(out);
  return payload.end();
}

std::optional<ParseFault> parse_any_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept;

/// Parses one NmsgPayload.  Its CRC is not part of it.
///
/// @param out  a new PayloadView
inline std::optional<ParseFault> parse_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept {
  if (parse_canonical(begin, end, out) == end) [[likely]]
    return std::nullopt;
  return parse_any_payload(begin, end, out);
}

}  // namespace nmsgxx::container
