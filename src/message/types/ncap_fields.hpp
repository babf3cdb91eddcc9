#pragma once

#include <cstdint>
#include <optional>

#include "message/schema/message_fields.hpp"

namespace nmsgxx::message {

/// The packet of a base:ncap message.  Messages of the legacy kind have fields instead of the packet's headers.
struct NcapPacket {
  enum class Kind : std::uint8_t { ipv4, ipv6, legacy, unknown };

  Kind kind = Kind::unknown;
  std::optional<Bytes> source{};
  std::optional<Bytes> destination{};
  std::optional<std::uint64_t> protocol{};
  std::optional<std::uint64_t> source_port{};
  std::optional<std::uint64_t> destination_port{};
  std::optional<Bytes> payload{};  ///< the UDP payload, if the UDP header is whole; of the legacy kind the whole payload field
};

/// Returns nothing when the payload field is empty.
///
/// @param fields  of a base:ncap message
std::optional<NcapPacket> ncap_packet(const MessageFields& fields);

}  // namespace nmsgxx::message
