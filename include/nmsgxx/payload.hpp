#pragma once

#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx {

/// The numbers of a message type: its vendor and its number among those of the vendor.  base:packet is 1:12.
struct MessageType {
  std::uint32_t vid = 0;
  std::uint32_t msgtype = 0;

  friend bool operator==(const MessageType&, const MessageType&) = default;
};

/// Who sent payloads, and for whom: the ids that a payload must have, or those that it gets.
struct Attribution {
  std::optional<std::uint32_t> source_id{};
  std::optional<std::uint32_t> operator_id{};
  std::optional<std::uint32_t> group_id{};
};

/// The result of checking a CRC.
enum class CrcVerdict : std::uint8_t { absent, good, bad };

/// One payload that was read or is to be written: its header fields and a view of its message.
///
/// Lifetime: `bytes` points into the container that was read, or to memory of the writer's caller.
struct PayloadView {
  std::int64_t time_sec = 0;    ///< seconds since 1970, UTC; may be negative
  std::uint32_t time_nsec = 0;  ///< as on the wire; may be 10^9 or more
  MessageType type{};
  std::uint32_t source = 0;  ///< only if has_source is set; the next two are alike
  std::uint32_t operator_ = 0;
  std::uint32_t group = 0;
  bool has_source = false;
  bool has_operator = false;
  bool has_group = false;
  bool has_bytes = false;        ///< distinguishes an empty message from a missing one
  std::uint32_t stored_crc = 0;  ///< the CRC-32C that was read; only if has_crc is set
  bool has_crc = false;
  Bytes bytes{};  ///< the message, which is protobuf for all known types

  /// Computes the CRC-32C of `bytes` and compares it with the stored one.
  CrcVerdict check_crc() const noexcept;
};

}  // namespace nmsgxx
