#include "dns/dns_header.hpp"

#include "base/endian.hpp"
#include "dns/name.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::size_t kTypeAndClass = 4;

/// Measures an uncompressed name with its root label; returns nothing when it is truncated or malformed.
std::optional<std::size_t> uncompressed_size(Bytes bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::uint8_t label = std::to_integer<std::uint8_t>(bytes[at]);
    if (label == 0) return at + 1;
    if (label > kLabelMax) return std::nullopt;
    at += 1 + std::size_t{label};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DnsHeader> parse_dns_header(Bytes message) noexcept {
  if (message.size() < kDnsHeaderSize) return std::nullopt;
  const std::byte* const at = message.data();
  DnsHeader header{base::load_big<std::uint16_t>(at), base::load_big<std::uint16_t>(at + 2), std::nullopt};
  const Bytes rest = message.subspan(kDnsHeaderSize);
  if (base::load_big<std::uint16_t>(at + 4) != 1 || rest.empty()) return header;
  const auto size = uncompressed_size(rest);
  if (!size || rest.size() - *size < kTypeAndClass) return std::nullopt;
  const std::byte* const type = rest.data() + *size;
  header.question = {rest.first(*size), base::load_big<std::uint16_t>(type), base::load_big<std::uint16_t>(type + 2)};
  return header;
}

}  // namespace nmsgxx::dns
