#pragma once

#include <cstdint>

// Field numbers of the types that are read and written by hand (proto/packet.proto, proto/ipconn.proto).
namespace nmsgxx::packet {

namespace packet_field {
inline constexpr std::uint32_t kPayloadType = 1;
inline constexpr std::uint32_t kPayload = 2;
}  // namespace packet_field

inline constexpr std::uint32_t kPayloadTypeIp = 1;

namespace ipconn_field {
inline constexpr std::uint32_t kProto = 1;
inline constexpr std::uint32_t kSrcip = 2;
inline constexpr std::uint32_t kSrcport = 3;
inline constexpr std::uint32_t kDstip = 4;
inline constexpr std::uint32_t kDstport = 5;
}  // namespace ipconn_field

}  // namespace nmsgxx::packet
