#include "packet/ip_fragment.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "packet/udp_checksum.hpp"

namespace nmsgxx::packet {
namespace {

using base::load_big;
using base::store_big;

std::optional<IpFragment> ipv4_fragment(const IpDatagram& d) noexcept {
  const std::size_t header = d.packet.size() - d.data.size();
  const std::size_t total = load_big<std::uint16_t>(d.packet.data() + ipv4::kTotalLength);
  if (total < header || total > d.packet.size()) return std::nullopt;
  const auto place = load_big<std::uint16_t>(d.packet.data() + ipv4::kFlagsAndOffset);
  return IpFragment{.version = IpVersion::v4,
                    .last = (place & ipv4::kMoreFragments) == 0,
                    .offset = 8 * (std::size_t{place} & ipv4::kOffsetMask),
                    .header = d.packet.first(header),
                    .data = d.data.first(total - header),
                    .identification = d.packet.subspan(ipv4::kIdentification, 2),
                    .protocol = 0,
                    .named_at = 0};
}

std::optional<IpFragment> ipv6_fragment(const IpDatagram& d) noexcept {
  if (d.authenticated) return std::nullopt;
  const std::size_t data_at = d.packet.size() - d.data.size();
  const std::size_t header = data_at - ipv6::kFragmentHeaderSize;
  const std::size_t end = ipv6::kHeaderSize + load_big<std::uint16_t>(d.packet.data() + ipv6::kPayloadLength);
  const auto place = load_big<std::uint16_t>(d.packet.data() + header + ipv6::kOffsetAndFlag);
  return IpFragment{.version = IpVersion::v6,
                    .last = (place & ipv6::kMoreFragments) == 0,
                    .offset = std::size_t{place} & ipv6::kOffsetMask,
                    .header = d.packet.first(header),
                    .data = d.data.first(end - data_at),
                    .identification = d.packet.subspan(header + ipv6::kIdentification, 4),
                    .protocol = d.protocol,
                    .named_at = d.named_at};
}

void correct_ipv4_header(std::size_t header, std::vector<std::byte>& packet) noexcept {
  std::byte* const at = packet.data();
  store_big(at + ipv4::kTotalLength, static_cast<std::uint16_t>(packet.size()));
  store_big(at + ipv4::kFlagsAndOffset, std::uint16_t{0});
  store_big(at + ipv4::kChecksum, std::uint16_t{0});
  const std::uint16_t sum = fold_carries(sum_words(Bytes(packet).first(header)));
  store_big(at + ipv4::kChecksum, static_cast<std::uint16_t>(~sum));
}

void correct_ipv6_header(const IpFragment& first, std::vector<std::byte>& packet) noexcept {
  store_big(packet.data() + ipv6::kPayloadLength, static_cast<std::uint16_t>(packet.size() - ipv6::kHeaderSize));
  packet[first.named_at] = std::byte{first.protocol};
}

// Writes each fragment's data to its offset in `out`.  Returns the fragment at offset 0 if all are there and fit together.
std::optional<IpFragment> join_data(std::span<const Bytes> packets, std::vector<std::byte>& out) {
  FragmentCoverage coverage;
  std::optional<IpFragment> first;
  std::optional<IpVersion> version;
  for (const Bytes packet : packets) {
    const auto datagram = parse_ip(packet);
    const auto fragment = datagram ? ip_fragment(*datagram) : std::nullopt;
    if (!fragment || fragment->version != version.value_or(fragment->version) || !coverage.add(*fragment)) return std::nullopt;
    version = fragment->version;
    if (fragment->data.empty()) continue;
    if (fragment->offset == 0) first = fragment;
    out.resize(std::max(out.size(), fragment->offset + fragment->data.size()));
    std::ranges::copy(fragment->data, out.data() + fragment->offset);
  }
  return coverage.complete() ? first : std::nullopt;
}

}  // namespace

std::optional<IpFragment> ip_fragment(const IpDatagram& datagram) noexcept {
  if (datagram.fragment == Fragment::none) return std::nullopt;
  return datagram.version == IpVersion::v4 ? ipv4_fragment(datagram) : ipv6_fragment(datagram);
}

bool FragmentCoverage::add(const IpFragment& fragment) noexcept {
  const std::size_t end = fragment.offset + fragment.data.size();
  if (!fits(fragment, end) || !mark(fragment.offset, end)) return false;
  if (fragment.last) end_ = end;
  // An empty fragment says nothing about how long the datagram is, wherever it claims to be.
  if (!fragment.data.empty()) highest_ = std::max(highest_, end);
  size_ += fragment.data.size();
  return true;
}

bool FragmentCoverage::fits(const IpFragment& fragment, std::size_t end) const noexcept {
  if (end > kIpPacketMax || (end_ && end > *end_)) return false;
  if (fragment.last) return !end_ && highest_ <= fragment.offset;
  return fragment.data.size() % kBlock == 0;
}

// Returns false when one of the blocks is taken.
bool FragmentCoverage::mark(std::size_t offset, std::size_t end) noexcept {
  const std::size_t first = offset / kBlock;
  const std::size_t blocks_end = (end + kBlock - 1) / kBlock;
  if (blocks_.test(first)) return false;
  for (std::size_t block = first; block < blocks_end; ++block) {
    if (blocks_.test(block)) return false;
    blocks_.set(block);
  }
  return true;
}

bool reassemble(std::span<const Bytes> packets, std::vector<std::byte>& out) {
  out.clear();
  const auto first = join_data(packets, out);
  if (!first || first->header.size() + out.size() > kIpPacketMax) {
    out.clear();
    return false;
  }
  out.insert(out.begin(), first->header.begin(), first->header.end());
  if (first->version == IpVersion::v4) {
    correct_ipv4_header(first->header.size(), out);
  } else {
    correct_ipv6_header(*first, out);
  }
  return true;
}

}  // namespace nmsgxx::packet
