#include "dnsqr/filters.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "dns/dns_header.hpp"

namespace nmsgxx::dnsqr {
namespace {

using packet::Fragment;
using packet::IpDatagram;
using packet::IpVersion;

bool contains(const IpNetwork& network, Bytes address) noexcept {
  if (network.ipv6 != (address.size() == packet::ipv6::kAddressSize)) return false;
  const std::size_t whole = network.bits / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), network.address.begin())) return false;
  const unsigned rest = network.bits % 8;
  return rest == 0 || std::to_integer<unsigned>(address[whole] ^ network.address[whole]) >> (8 - rest) == 0;
}

bool any_contains(const std::vector<IpNetwork>& networks, Bytes address) noexcept {
  return std::ranges::any_of(networks, [&](const IpNetwork& one) { return contains(one, address); });
}

/// A list of hosts and the role that they have.
struct HostList {
  const std::vector<IpNetwork>& networks;
  bool resolvers;  // they send queries; servers receive them
};

bool concerns(const HostList& hosts, const IpDatagram& datagram, DnsqrOptions::Direction direction) noexcept {
  using enum DnsqrOptions::Direction;
  const bool from = any_contains(hosts.networks, datagram.source());
  const bool to = any_contains(hosts.networks, datagram.destination());
  if (datagram.version == IpVersion::v6) return from || to;
  const bool query = (hosts.resolvers ? from : to) && direction != responses;
  const bool response = (hosts.resolvers ? to : from) && direction != queries;
  // A later fragment has no ports, but only responses are large enough to be fragmented, as a rule.
  if (response && datagram.fragment != Fragment::none) return true;
  const auto udp = packet::parse_udp(datagram);
  return udp && ((query && udp->destination_port == dns::kDnsPort) || (response && udp->source_port == dns::kDnsPort));
}

// RFC 4343: case does not matter.
std::string lower_case(Bytes name) {
  std::string out(reinterpret_cast<const char*>(name.data()), name.size());
  std::ranges::transform(out, out.begin(), base::lower);
  return out;
}

}  // namespace

bool concerns_listed_hosts(const IpDatagram& datagram, const DnsqrOptions& options) noexcept {
  NMSGXX_ASSERT(has_sound_transport(datagram));
  if (options.servers.empty() && options.resolvers.empty()) return true;
  return concerns({options.servers, false}, datagram, options.direction) ||
         concerns({options.resolvers, true}, datagram, options.direction);
}

NameFilter::NameFilter(const DnsqrOptions& options) {
  for (const auto& name : options.exclude_names) excluded_.insert(lower_case(name));
  for (const auto& name : options.include_names) included_.insert(lower_case(name));
}

bool NameFilter::accepts(Bytes name) const {
  if (excluded_.empty()) return true;
  const std::string text = lower_case(name);
  return is_under(text, included_) || !is_under(text, excluded_);
}

bool NameFilter::is_under(std::string_view name, const Names& names) {
  while (!name.empty()) {
    if (names.contains(name)) return true;
    name.remove_prefix(std::min(name.size(), 1 + std::size_t{static_cast<std::uint8_t>(name[0])}));
  }
  return false;
}

}  // namespace nmsgxx::dnsqr
