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

/// A network prefix.
struct IpNetwork {
  std::array<std::byte, 16> address{};  ///< IPv4: in the first four bytes; bits after the prefix are ignored
  bool ipv6 = false;
  unsigned bits = 0;  ///< the length of the prefix
};

/// Parses an address or a network, such as "192.0.2.1" or "2001:db8::/32".
///
/// Errors: bad_argument
Result<IpNetwork> parse_network(std::string_view text);

/// Domain names in wire form (RFC 1035 3.1), in any case.
using DomainNames = std::vector<std::vector<std::byte>>;

/// Parses the text of a domain name, with or without the dot at its end, into wire form.
///
/// Errors: bad_argument
Result<std::vector<std::byte>> parse_domain_name(std::string_view text);

struct DnsqrOptions {
  enum class Direction : std::uint8_t { both, queries, responses };

  /// With `queries` or `responses` only these are emitted, each at once and without pairing; recursion_desired, exclude_names
  /// and include_names are ignored then.
  Direction direction = Direction::both;
  std::optional<bool> recursion_desired{};   ///< only DNS messages whose RD flag has this value
  DomainNames exclude_names{};               ///< no questions for these names or names under them, ...
  DomainNames include_names{};               ///< ... except for these names and names under them
  bool zero_resolver_address = false;        ///< replace the resolver's address with zeros
  std::size_t table_max = 131'072;           ///< the most queries that wait for a response
  std::size_t table_octets_max = 64 << 20;   ///< the most bytes that they take, including what it takes to keep them
  std::size_t reassembly_octets = 32 << 20;  ///< bound for all IP fragments, in bytes; beyond it the oldest are dropped
  std::int64_t query_timeout = 60;           ///< how many seconds a query waits
  /// If either list has entries, only the traffic of these servers and these resolvers.  IPv6: all packets from and to them.
  /// IPv4: UDP from and to port 53, and fragments that may belong to a response.
  std::vector<IpNetwork> servers{};
  std::vector<IpNetwork> resolvers{};
  /// Called for each packet that was reassembled, which is dropped when the result is false; may be empty.
  std::function<bool(Bytes ip_packet)> accept_joined{};
};

struct DnsqrStats {
  Counter pairs;
  Counter unanswered_queries;
  Counter unsolicited_responses;
  Counter crowded_out;       ///< unanswered queries that were dropped from a full table
  Counter packets_for_room;  ///< those of the next that were dropped because the fragments took too much memory
  Counter lost_packets;      ///< packets whose fragments do not fit together or are incomplete
};

/// Pairs DNS queries with their responses and produces base:dnsqr messages: of pairs, of unanswered queries and of unsolicited
/// responses, and one for each TCP segment of port 53 and each ICMP error about a DNS packet.
///
/// A response answers the oldest query with the same addresses, ports and id and the same question: name, including its case,
/// type and class.  Where one of the two has no question they match if the response code is FORMERR, SERVFAIL, NOTIMP or
/// REFUSED. Packets are reassembled first; messages hold their fragments as captured.  The only clock is the capture time of
/// the packets: a query is emitted as unanswered when a packet is more than the timeout younger, when the table is full, or at
/// the end.
///
/// Memory:  bounded by the options.  Every query takes constant time, whatever senders choose.
/// Threads: one at a time; the statistics may be read by any.
class DnsqrPairer {
 public:
  explicit DnsqrPairer(const DnsqrOptions& options);
  ~DnsqrPairer();
  DnsqrPairer(DnsqrPairer&&) noexcept;
  DnsqrPairer& operator=(DnsqrPairer&&) noexcept;

  /// Adds a complete packet, which begins with its IP header.  Any bytes are safe; what must be kept is copied.
  void push(Bytes ip_packet, const Time& time);
  /// Emits some of the queries that still wait as unanswered; to be repeated, so that not all messages are in memory at once:
  /// `while (pairer.finish()) use(pairer.take());`.
  ///
  /// @return false when no messages are left
  [[nodiscard]] bool finish();

  /// Returns the messages since the last call.  Each payload has the time of the query, or else of the response.  They are
  /// valid until the next call of a non-const member.
  std::span<const PayloadView> take();

  const DnsqrStats& stats() const noexcept;
  /// Return how many queries wait, and the bytes that they take.
  std::size_t waiting() const noexcept;
  std::size_t waiting_octets() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
