#include "dnsqr/traffic.hpp"

#include <algorithm>

namespace nmsgxx::dnsqr {
namespace {

using packet::Fragment;
using packet::IpDatagram;
using packet::IpVersion;

constexpr std::uint16_t kDns = 53;

struct Ends {
  Bytes source;
  Bytes destination;
};

// RFC 791 3.1, RFC 8200 3.
Ends ends_of(const IpDatagram& d) noexcept {
  const bool v6 = d.version == IpVersion::v6;
  return v6 ? Ends{d.packet.subspan(8, 16), d.packet.subspan(24, 16)} : Ends{d.packet.subspan(12, 4), d.packet.subspan(16, 4)};
}

bool holds(const IpNetwork& network, Bytes address) noexcept {
  if (network.ipv6 != (address.size() == 16)) return false;
  const std::size_t whole = network.bits / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), network.address.begin())) return false;
  const unsigned rest = network.bits % 8;
  return rest == 0 || std::to_integer<unsigned>(address[whole] ^ network.address[whole]) >> (8 - rest) == 0;
}

bool any_holds(const std::vector<IpNetwork>& networks, Bytes address) noexcept {
  return std::ranges::any_of(networks, [&](const IpNetwork& one) { return holds(one, address); });
}

/// Some addresses, and on which side of the traffic they are.
struct Side {
  const std::vector<IpNetwork>& networks;
  bool asks;
};

bool is_of(const Side& side, const IpDatagram& d, const Ends& ends, DnsqrOptions::Direction direction) noexcept {
  using enum DnsqrOptions::Direction;
  const bool from = any_holds(side.networks, ends.source);
  const bool to = any_holds(side.networks, ends.destination);
  if (d.version == IpVersion::v6) return from || to;
  const bool query = side.asks ? from : to;
  const bool response = side.asks ? to : from;
  if (response && direction != queries && d.fragment != Fragment::none) return true;
  if (d.protocol != packet::kUdp || d.fragment == Fragment::later) return false;
  return (query && direction != responses && d.destination_port == kDns) ||
         (response && direction != queries && d.source_port == kDns);
}

// RFC 4343: case does not count.
std::string lower(Bytes name) {
  std::string out(reinterpret_cast<const char*>(name.data()), name.size());
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

}  // namespace

bool is_wanted_traffic(const IpDatagram& d, const DnsqrOptions& o) noexcept {
  if (o.servers.empty() && o.resolvers.empty()) return true;
  const Ends ends = ends_of(d);
  return is_of({o.servers, false}, d, ends, o.direction) || is_of({o.resolvers, true}, d, ends, o.direction);
}

NameFilter::NameFilter(const DnsqrOptions& options) {
  for (const auto& name : options.exclude_names) excluded_.insert(lower(name));
  for (const auto& name : options.include_names) included_.insert(lower(name));
}

bool NameFilter::wants(Bytes name) const {
  if (excluded_.empty()) return true;
  const std::string text = lower(name);
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
