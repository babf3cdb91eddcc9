#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "packet/ip_datagram.hpp"

// Which packets and names are wanted (DnsqrOptions).
namespace nmsgxx::dnsqr {

/// By the lists of servers and resolvers, before fragments are joined.
bool is_wanted_traffic(const packet::IpDatagram& datagram, const DnsqrOptions& options) noexcept;

/// The lists of names.
class NameFilter {
 public:
  explicit NameFilter(const DnsqrOptions& options);

  /// @param name  of a question, in wire form
  bool wants(Bytes name) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Names = std::unordered_set<std::string, Hash, std::equal_to<>>;

  static bool is_under(std::string_view name, const Names& names);

  Names excluded_;  // all in lower case
  Names included_;
};

}  // namespace nmsgxx::dnsqr
