#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "packet/ip_datagram.hpp"

// The packets and names that DnsqrOptions select.
namespace nmsgxx::dnsqr {

/// Returns whether a packet is traffic of the listed servers or resolvers.  It may be a fragment.
///
/// Requires has_sound_transport(datagram).
bool concerns_listed_hosts(const packet::IpDatagram& datagram, const DnsqrOptions& options) noexcept;

/// The lists of names.
class NameFilter {
 public:
  explicit NameFilter(const DnsqrOptions& options);

  /// @param name  of a question, in wire form
  bool accepts(Bytes name) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Names = std::unordered_set<std::string, Hash, std::equal_to<>>;

  static bool is_under(std::string_view name, const Names& names);

  Names excluded_;  // in lower case, like the next
  Names included_;
};

}  // namespace nmsgxx::dnsqr
