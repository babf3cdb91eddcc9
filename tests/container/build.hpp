#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/endian.hpp"
#include "nmsgxx/payload.hpp"
#include "support/octets.hpp"
#include "support/proto_writer.hpp"
#include "support/test_data.hpp"
#include "wire/crc32c.hpp"

// Builds messages and containers as docs/wire-format.md describes them, without the code under test.
namespace nmsgxx::test {

inline Octets container(Bytes body, unsigned flags = 0) {
  ProtoWriter out;
  out.raw(as_bytes("NMSG")).octet(flags).octet(2);
  for (int shift = 24; shift >= 0; shift -= 8) out.octet(static_cast<unsigned>(body.size() >> shift & 0xFF));
  return out.raw(body).message();
}

/// A container of version 3, which readers skip.
inline Octets container_3(Bytes body, unsigned flags = 0) {
  ProtoWriter out;
  out.raw(as_bytes("NMSG")).octet(flags).octet(3).octet(0).octet(1);
  for (int shift = 24; shift >= 0; shift -= 8) out.octet(static_cast<unsigned>(body.size() >> shift & 0xFF));
  return out.raw(body).message();
}

/// The fields of a base:logline payload except its message.
inline ProtoWriter logline_head() {
  return ProtoWriter().varint(1, 1).varint(2, 6).varint(3, 1'700'000'000).fixed32(4, 5);
}
inline Octets logline(Bytes octets) {
  return logline_head().bytes(5, octets).message();
}

/// A body of one base:logline payload, without a CRC.
inline Octets body_of(std::string_view text) {
  return ProtoWriter().bytes(1, logline(as_bytes(text))).message();
}

/// A CRC with its bytes swapped, as it is stored.
inline std::uint32_t stored_crc(Bytes octets) {
  return base::swap_bytes(wire::crc32c(octets));
}

struct Piece {
  std::uint32_t id = 1;
  std::uint32_t current = 0;
  std::uint32_t last = 0;
  Bytes octets;
  std::optional<std::uint32_t> stored_crc{};
};

inline Octets fragment(const Piece& piece) {
  ProtoWriter out;
  out.varint(1, piece.id).varint(2, piece.current).varint(3, piece.last).bytes(4, piece.octets);
  if (piece.stored_crc) out.varint(5, *piece.stored_crc);
  return out.message();
}

}  // namespace nmsgxx::test
