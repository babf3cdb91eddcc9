#pragma once

#include <cstdint>
#include <optional>

#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"
#include "packet/known_fields.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::packet {

/// The packet of a base:packet message in the form of all writers: payload_type IP, then a payload that ends the message.
///
///   08 01 12 length packet
inline std::optional<Bytes> usual_packet(Bytes message) noexcept {
  constexpr std::uint32_t kThree = 0xFFFFFF;
  constexpr std::uint32_t kStart = 0x12 << 16 | kPayloadTypeIp << 8 | 0x08;
  constexpr std::size_t kLooked = 3 + 2;
  const std::byte* const at = message.data();
  if (message.size() < kLooked || (base::load_little<std::uint32_t>(at) & kThree) != kStart) return std::nullopt;
  std::size_t length = 0;
  const std::byte* const packet = wire::read_short_length(at + 3, length);
  if (packet == nullptr || packet + length != at + message.size()) return std::nullopt;
  return Bytes{packet, length};
}

}  // namespace nmsgxx::packet
