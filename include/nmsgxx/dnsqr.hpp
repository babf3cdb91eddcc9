#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/time.hpp"

namespace nmsgxx {

/// Addresses that begin with the same bits.
struct IpNetwork {
  std::array<std::byte, 16> address{};  ///< four octets of it for IPv4; the bits behind the prefix do not count
  bool ipv6 = false;
  unsigned bits = 0;  ///< of the prefix
};

/// Parses an address or a network, such as "192.0.2.1" or "2001:db8::/32".
///
/// Errors: bad_argument
Result<IpNetwork> parse_network(std::string_view text);

/// Domain names in wire form (RFC 1035 3.1), their case as it comes.
using DomainNames = std::vector<std::vector<std::byte>>;

/// Parses the text of a domain name, with or without the dot at its end, into wire form.
///
/// Errors: bad_argument
Result<std::vector<std::byte>> parse_domain_name(std::string_view text);

struct DnsqrOptions {
  enum class Direction : std::uint8_t { both, queries, responses };

  /// queries, responses: only these, each at once, without pairing, and without the next three.
  Direction direction = Direction::both;
  std::optional<bool> recursion_desired{};   ///< only what has its RD flag so
  DomainNames exclude_names{};               ///< what asks for one of these, or for a name under one, is left out, ...
  DomainNames include_names{};               ///< ... but for these and the names under them
  bool zero_resolver_address = false;        ///< put zeros in the place of who asked
  std::size_t table_max = 131'072;           ///< queries that wait for a response
  std::size_t table_octets_max = 64 << 20;   ///< their octets together, with what keeping them takes
  std::size_t reassembly_octets = 32 << 20;  ///< most that fragments take at once; the oldest packets make room
  std::int64_t query_timeout = 60;           ///< seconds that a query waits
  /// Only the traffic of these servers and these resolvers, when there are any of either.  IPv6: all packets to and from
  /// them.  IPv4: UDP of port 53, and what may be a fragment of a response.
  std::vector<IpNetwork> servers{};
  std::vector<IpNetwork> resolvers{};
  /// Asked of each packet that was joined of fragments; empty for all.
  std::function<bool(Bytes ip_packet)> accept_joined{};
};

struct DnsqrStats {
  Counter pairs;
  Counter unanswered_queries;
  Counter unsolicited_responses;
  Counter crowded_out;       ///< of the unanswered: had to make room
  Counter packets_for_room;  ///< of the next: that had to make room
  Counter lost_packets;      ///< whose fragments do not fit together or did not all come
};

/// Pairs DNS queries with their responses, and makes base:dnsqr messages of both, of queries that nobody answered and of
/// responses that nobody asked for; also of TCP segments of port 53 and of ICMP errors about DNS packets, one by one.
///
/// A response belongs to the oldest query with the same addresses, ports and id, and the same question: name with its case,
/// type, class.  Where one of the two has no question they match if the response says FORMERR, SERVFAIL, NOTIMP or REFUSED.
/// Fragments are joined first, and kept as they came.  Time is that of the packets: a query leaves as unanswered when a packet
/// is more than the timeout younger, when the table is full, or at the end.
///
/// Memory: bounded by the options.  A query is found, kept and forgotten in constant time, whatever
///         senders choose.
/// Threads: one at a time; the stats may be read by any.
class DnsqrPairer {
 public:
  explicit DnsqrPairer(const DnsqrOptions& options);
  ~DnsqrPairer();
  DnsqrPairer(DnsqrPairer&&) noexcept;
  DnsqrPairer& operator=(DnsqrPairer&&) noexcept;

  /// @param ip_packet  from its IP header on, and whole; any octets are safe.  Copied where it is kept.
  void push(Bytes ip_packet, const Time& time);
  /// Lets queries go, as unanswered, but not so many that their messages would take much: `while (finish()) use(take());`.
  ///
  /// @return false when there is nothing to take any more
  [[nodiscard]] bool finish();

  /// The messages since the last call, with the times of their payloads: the query's, or else the response's.  Valid until the
  /// next call of any member that is not const.
  std::span<const PayloadView> take();

  const DnsqrStats& stats() const noexcept;
  /// Queries that wait, and the octets that they take.
  std::size_t waiting() const noexcept;
  std::size_t waiting_octets() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
