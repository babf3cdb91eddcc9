#include "packet/join_fragments.hpp"

#include <algorithm>
#include <optional>

#include "base/endian.hpp"
#include "packet/fragment_coverage.hpp"
#include "packet/internet_checksum.hpp"
#include "packet/ip_fragment.hpp"

namespace nmsgxx::packet {
namespace {

// The fragment at offset 0 of a datagram that is complete.
std::optional<IpFragment> first_of(std::span<const Bytes> packets, std::size_t& data_size) noexcept {
  FragmentCoverage coverage;
  std::optional<IpFragment> first;
  std::optional<IpVersion> version;
  for (const Bytes packet : packets) {
    const auto fragment = ip_fragment(packet);
    if (!fragment || fragment->version != version.value_or(fragment->version) || !coverage.add(*fragment)) return {};
    version = fragment->version;
    if (fragment->offset == 0 && !fragment->data.empty()) first = fragment;
  }
  if (!coverage.complete()) return {};
  data_size = coverage.size();
  return first;
}

// RFC 791 3.1.
void finish_ipv4(Bytes header, std::vector<std::byte>& out) noexcept {
  base::store_big<std::uint16_t>(out.data() + 2, static_cast<std::uint16_t>(out.size()));
  base::store_big<std::uint16_t>(out.data() + 6, 0);
  base::store_big<std::uint16_t>(out.data() + 10, 0);
  const std::uint16_t sum = fold(word_sum(Bytes(out).first(header.size())));
  base::store_big<std::uint16_t>(out.data() + 10, static_cast<std::uint16_t>(~sum));
}

// RFC 8200 4.5.
void finish_ipv6(const IpFragment& first, std::vector<std::byte>& out) noexcept {
  base::store_big<std::uint16_t>(out.data() + 4, static_cast<std::uint16_t>(out.size() - kIpv6Header));
  out[first.named_at] = std::byte{first.protocol};
}

}  // namespace

bool join_fragments(std::span<const Bytes> packets, std::vector<std::byte>& out) {
  out.clear();
  std::size_t data_size = 0;
  const auto first = first_of(packets, data_size);
  if (!first || first->header.size() + data_size > kIpPacketMax) return false;
  out.resize(first->header.size() + data_size);
  std::ranges::copy(first->header, out.begin());
  std::byte* data = out.data() + first->header.size();
  for (const Bytes packet : packets) {
    if (const auto fragment = ip_fragment(packet)) std::ranges::copy(fragment->data, data + fragment->offset);
  }
  if (first->version == IpVersion::v4) {
    finish_ipv4(first->header, out);
  } else {
    finish_ipv6(*first, out);
  }
  return true;
}

}  // namespace nmsgxx::packet
