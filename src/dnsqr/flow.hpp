#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

#include "dns/dns_header.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dnsqr {

/// What a query and its response have in common, whatever their questions are: both hosts, both ports and the id.
struct Flow {
  std::array<std::byte, 16> query_ip{};  ///< IPv4: in the first four bytes, the others are zero; like the next
  std::array<std::byte, 16> response_ip{};
  std::uint16_t query_port = 0;
  std::uint16_t response_port = 0;
  std::uint16_t id = 0;
  std::uint16_t address_size = 4;

  Bytes query_address() const noexcept { return Bytes(query_ip).first(address_size); }
  Bytes response_address() const noexcept { return Bytes(response_ip).first(address_size); }

  friend bool operator==(const Flow& a, const Flow& b) noexcept { return std::memcmp(&a, &b, sizeof a) == 0; }
};
static_assert(std::has_unique_object_representations_v<Flow>);

/// Hashes with a random key, one per process, so that senders of packets cannot choose flows that collide.
///
/// Threads: any.
class FlowHash {
 public:
  FlowHash();

  std::uint64_t of(const Flow& flow) const noexcept;
  /// Returns the hash of a flow, whose own hash is given, and a question.
  std::uint64_t with(std::uint64_t flow_hash, const std::optional<dns::Question>& question) const noexcept;

 private:
  std::uint64_t mix(std::uint64_t hash, Bytes bytes) const noexcept;

  std::array<std::uint64_t, 2> key_;
};

}  // namespace nmsgxx::dnsqr
