#include "packet/ip_fragment.hpp"

#include "base/endian.hpp"
#include "packet/extension_header.hpp"

namespace nmsgxx::packet {
namespace {

// RFC 791 3.1.
std::optional<IpFragment> ipv4_fragment(Bytes packet) noexcept {
  constexpr std::uint16_t kOffset = 0x1FFF;
  constexpr std::uint16_t kMore = 0x2000;
  const auto header = ipv4_header_size(packet);
  if (!header) return std::nullopt;
  const std::size_t total = base::load_big<std::uint16_t>(packet.data() + 2);
  const std::uint16_t place = base::load_big<std::uint16_t>(packet.data() + 6);
  if (total < *header || total > packet.size() || (place & (kOffset | kMore)) == 0) return std::nullopt;
  return IpFragment{.version = IpVersion::v4,
                    .last = (place & kMore) == 0,
                    .offset = 8 * std::size_t{place & std::size_t{kOffset}},
                    .header = packet.first(*header),
                    .data = packet.subspan(*header, total - *header),
                    .identification = packet.subspan(4, 2),
                    .protocol = 0,
                    .named_at = 0};
}

// RFC 8200 4.5.
std::optional<IpFragment> ipv6_fragment(Bytes packet) noexcept {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kOffset = 0xFFF8;
  constexpr std::uint16_t kMore = 1;
  const auto cut = ipv6_cut(packet);
  if (!cut) return std::nullopt;
  const auto layer = ipv6_layer(*cut, false);
  if (!layer || layer->protocol != kFragment || cut->size() - layer->at < kHeader) return std::nullopt;
  const std::byte* header = cut->data() + layer->at;
  const std::uint16_t place = base::load_big<std::uint16_t>(header + 2);
  return IpFragment{.version = IpVersion::v6,
                    .last = (place & kMore) == 0,
                    .offset = place & kOffset,
                    .header = cut->first(layer->at),
                    .data = cut->subspan(layer->at + kHeader),
                    .identification = cut->subspan(layer->at + 4, 4),
                    .protocol = std::to_integer<std::uint8_t>(*header),
                    .named_at = layer->named_at};
}

}  // namespace

std::optional<IpFragment> ip_fragment(Bytes packet) noexcept {
  const auto version = ip_version(packet);
  if (!version) return std::nullopt;
  return *version == IpVersion::v4 ? ipv4_fragment(packet) : ipv6_fragment(packet);
}

}  // namespace nmsgxx::packet
