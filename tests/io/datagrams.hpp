#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "container/build.hpp"

namespace nmsgxx::test {

inline constexpr MessageType kMark{4321, 1234};

/// Returns a container of one payload, as a datagram.
inline Octets datagram(std::string_view text) {
  return container(body_of(text));
}

/// Returns the same with a sequence number and sequence id, if they are given.
inline Octets datagram(std::optional<std::uint32_t> sequence, std::optional<std::uint64_t> id) {
  ProtoWriter body;
  body.raw(body_of("numbered"));
  if (sequence) body.varint(3, *sequence);
  if (id) body.varint(4, *id);
  return container(body.message());
}

/// Returns a container with a payload of type kMark. Once it arrives, what was sent before it on the same socket has arrived or
/// is lost.
inline Octets mark() {
  const Octets payload =
      ProtoWriter().varint(1, kMark.vid).varint(2, kMark.msgtype).varint(3, 0).fixed32(4, 0).bytes(5, {}).message();
  return container(ProtoWriter().bytes(1, payload).message());
}

}  // namespace nmsgxx::test
