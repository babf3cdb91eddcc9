#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// What names a message type: 1:12 is base packet.
struct MessageType {
  std::uint32_t vid = 0;
  std::uint32_t msgtype = 0;

  friend bool operator==(const MessageType&, const MessageType&) = default;
};

/// What a CRC said of a payload.
enum class CrcVerdict : std::uint8_t { absent, good, bad };

/// One NmsgPayload, read or to be written: its header fields and a view of its octets.
///
/// Lifetime: `bytes` points into the container it was read from, or to wherever the writer's caller keeps it.
struct PayloadView {
  std::int64_t time_sec = 0;    ///< seconds since 1970, UTC; may be negative
  std::uint32_t time_nsec = 0;  ///< as on the wire: not checked to be below 10^9
  MessageType type{};
  std::uint32_t source = 0;  ///< meaningful when has_source; the same for the next two
  std::uint32_t operator_ = 0;
  std::uint32_t group = 0;
  bool has_source = false;
  bool has_operator = false;
  bool has_group = false;
  bool has_bytes = false;        ///< an absent payload field and an empty one are different
  std::uint32_t stored_crc = 0;  ///< the CRC-32C that came with it; meaningful when has_crc
  bool has_crc = false;
  Bytes bytes{};  ///< the message itself, protobuf for all known types

  /// Computes the CRC-32C of `bytes` and compares.  Touches every octet.
  CrcVerdict check_crc() const noexcept;
};

}  // namespace nmsgxx
