#pragma once

#include <cstdint>
#include <optional>

#include "message/schema/message_fields.hpp"

namespace nmsgxx::message {

/// What a base:ncap message says of its packet: the packet itself, or the fields that the old kind has in its place.
struct NcapPacket {
  enum class Kind : std::uint8_t { ipv4, ipv6, legacy, unknown };

  Kind kind = Kind::unknown;
  std::optional<Bytes> source{};
  std::optional<Bytes> destination{};
  std::optional<std::uint64_t> protocol{};
  std::optional<std::uint64_t> source_port{};
  std::optional<std::uint64_t> destination_port{};
  std::optional<Bytes> payload{};  ///< what UDP carries, if its header is whole; of the old kind all that there is
};

/// Nothing when the payload is empty.
std::optional<NcapPacket> ncap_packet(const MessageFields& fields);

}  // namespace nmsgxx::message
