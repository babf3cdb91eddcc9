#include "packet/extension_headers.hpp"

#include "packet/big_endian.hpp"

namespace nmsgxx::packet {
namespace {

// IANA, Assigned Internet Protocol Numbers.
enum : std::uint8_t { kHopByHop = 0, kRouting = 43, kAuthentication = 51, kDestination = 60 };

constexpr std::size_t kSmallest = 8;
constexpr std::uint16_t kFragmentOffset = 0xFFF8;

}  // namespace

bool is_extension_header(std::uint8_t protocol) noexcept {
  return protocol == kHopByHop || protocol == kRouting || protocol == kFragmentHeader || protocol == kAuthentication ||
         protocol == kDestination;
}

// RFC 8200 4.3 to 4.6, RFC 4302 2.2.
std::size_t extension_header_size(std::uint8_t protocol, const std::byte* header) noexcept {
  const std::size_t length = load8(header + 1);
  if (protocol == kFragmentHeader) return 8;
  if (protocol == kAuthentication) return 4 * (length + 2);
  return 8 * (length + 1);
}

bool skip_extension_headers(Bytes packet, UpperLayer& layer) noexcept {
  // Each round moves on by at least kSmallest octets, so the packet's size bounds the walk.
  while (is_extension_header(layer.protocol)) {
    const Bytes rest = packet.subspan(layer.at);
    if (rest.size() < kSmallest) return false;
    if (layer.protocol == kFragmentHeader && (load16(rest.data() + 2) & kFragmentOffset) != 0) return false;
    const std::size_t size = extension_header_size(layer.protocol, rest.data());
    if (rest.size() < size) return false;
    layer.protocol = load8(rest.data());
    layer.at += size;
  }
  return true;
}

}  // namespace nmsgxx::packet
