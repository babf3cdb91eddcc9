#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/writer.hpp"

// Field numbers of the container's messages (docs/wire-format.md, "Messages").
namespace nmsgxx::container {

namespace nmsg_field {
inline constexpr std::uint32_t kPayloads = 1;
inline constexpr std::uint32_t kPayloadCrcs = 2;
inline constexpr std::uint32_t kSequence = 3;
inline constexpr std::uint32_t kSequenceId = 4;
}  // namespace nmsg_field

namespace payload_field {
inline constexpr std::uint32_t kVid = 1;
inline constexpr std::uint32_t kMsgtype = 2;
inline constexpr std::uint32_t kTimeSec = 3;
inline constexpr std::uint32_t kTimeNsec = 4;
inline constexpr std::uint32_t kPayload = 5;
inline constexpr std::uint32_t kSource = 7;
inline constexpr std::uint32_t kOperator = 8;
inline constexpr std::uint32_t kGroup = 9;
}  // namespace payload_field

namespace fragment_field {
inline constexpr std::uint32_t kId = 1;
inline constexpr std::uint32_t kCurrent = 2;
inline constexpr std::uint32_t kLast = 3;
inline constexpr std::uint32_t kFragment = 4;
inline constexpr std::uint32_t kCrc = 5;
}  // namespace fragment_field

// The keys of what most of a container consists of, and of an unpacked CRC.
inline constexpr std::byte kPayloadsKey = wire::small_key(nmsg_field::kPayloads, wire::WireType::bytes);
inline constexpr std::byte kPayloadCrcsKey = wire::small_key(nmsg_field::kPayloadCrcs, wire::WireType::varint);

}  // namespace nmsgxx::container
