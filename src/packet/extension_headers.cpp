#include "packet/extension_headers.hpp"

#include "base/endian.hpp"
#include "packet/extension_header.hpp"

namespace nmsgxx::packet {
namespace {

constexpr std::size_t kSmallest = 8;
constexpr std::uint16_t kFragmentOffset = 0xFFF8;

bool is_extension_header(std::uint8_t protocol) noexcept {
  return protocol == kHopByHop || protocol == kRouting || protocol == kFragment || protocol == kAuthentication ||
         protocol == kDestination;
}

}  // namespace

bool skip_extension_headers(Bytes packet, UpperLayer& layer) noexcept {
  // Each round moves on by at least kSmallest octets, so the packet's size bounds the walk.
  while (is_extension_header(layer.protocol)) {
    const Bytes rest = packet.subspan(layer.at);
    if (rest.size() < kSmallest) return false;
    if (layer.protocol == kFragment && (base::load_big<std::uint16_t>(rest.data() + 2) & kFragmentOffset) != 0) return false;
    const std::size_t size = extension_header_size(layer.protocol, rest.data());
    if (rest.size() < size) return false;
    layer.protocol = std::to_integer<std::uint8_t>(rest[0]);
    layer.at += size;
  }
  return true;
}

}  // namespace nmsgxx::packet
