#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"

// How far the headers of an IP packet are sound.  Nothing here reads outside the packet; any octets are safe.
namespace nmsgxx::packet {

enum class IpVersion : std::uint8_t { v4 = 4, v6 = 6 };

inline constexpr std::size_t kIpv4HeaderMin = 20;
inline constexpr std::size_t kIpv6Header = 40;

/// The version in the first octet; nothing for others than 4 and 6, or when there is no octet.
std::optional<IpVersion> ip_version(Bytes packet) noexcept;

/// The size of an IPv4 header; nothing when the packet has another version or the header is cut or below its least.
std::optional<std::size_t> ipv4_header_size(Bytes packet) noexcept;

/// An IPv6 packet up to the end that its payload length gives; nothing when it has another version or is cut.
std::optional<Bytes> ipv6_cut(Bytes packet) noexcept;

/// What follows the headers of an IPv6 packet that were passed.
struct Ipv6Layer {
  std::uint8_t protocol;
  std::size_t at;
  std::size_t named_at;  ///< the octet that holds `protocol`
};

/// Walks past hop-by-hop, routing and destination headers, as far as a fragment header; nothing when one is cut.
///
/// @param packet               from ipv6_cut()
/// @param past_authentication  whether to walk past authentication headers too
std::optional<Ipv6Layer> ipv6_layer(Bytes packet, bool past_authentication) noexcept;

}  // namespace nmsgxx::packet
