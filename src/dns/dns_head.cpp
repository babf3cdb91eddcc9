#include "dns/dns_head.hpp"

#include "base/endian.hpp"

namespace nmsgxx::dnsqr {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kTypeAndClass = 4;

// Octets of the name with its root label; nothing when it is cut or has something else than labels.
std::optional<std::size_t> name_size(Bytes octets) noexcept {
  constexpr std::uint8_t kLabelMost = 63;
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::uint8_t label = std::to_integer<std::uint8_t>(octets[at]);
    if (label == 0) return at + 1;
    if (label > kLabelMost) return std::nullopt;
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
  const auto size = name_size(rest);
  if (!size || rest.size() - *size < kTypeAndClass) return std::nullopt;
  const std::byte* const behind = rest.data() + *size;
  head.question = {rest.first(*size), base::load_big<std::uint16_t>(behind), base::load_big<std::uint16_t>(behind + 2)};
  return head;
}

}  // namespace nmsgxx::dnsqr
