#include "dns/dns_head.hpp"

#include "base/endian.hpp"
#include "dns/name.hpp"

namespace nmsgxx::dnsqr {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kTypeAndClass = 4;

/// Measures an uncompressed name with its root label; returns nothing when it is truncated or malformed.
std::optional<std::size_t> uncompressed_size(Bytes bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::uint8_t label = std::to_integer<std::uint8_t>(bytes[at]);
    if (label == 0) return at + 1;
    if (label > dns::kLabelMax) return std::nullopt;
    at += 1 + std::size_t{label};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DnsHead> dns_head(Bytes message) noexcept {
  if (message.size() < kHeader) return std::nullopt;
  const std::byte* const at = message.data();
  DnsHead head{base::load_big<std::uint16_t>(at), base::load_big<std::uint16_t>(at + 2), std::nullopt};
  const Bytes rest = message.subspan(kHeader);
  if (base::load_big<std::uint16_t>(at + 4) != 1 || rest.empty()) return head;
  const auto size = uncompressed_size(rest);
  if (!size || rest.size() - *size < kTypeAndClass) return std::nullopt;
  const std::byte* const type = rest.data() + *size;
  head.question = {rest.first(*size), base::load_big<std::uint16_t>(type), base::load_big<std::uint16_t>(type + 2)};
  return head;
}

}  // namespace nmsgxx::dnsqr
