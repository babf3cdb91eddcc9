#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

#include "dns/dns_head.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::dnsqr {

/// Who asks whom, and under which id: what a query and its response have in common, whatever they say.
struct Flow {
  std::array<std::byte, 16> query_ip{};  ///< four octets of it for IPv4; the same for the next
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

/// Hashes with a key of the process, which nobody outside knows: who sends packets cannot choose some that collide.
class FlowHash {
 public:
  FlowHash();

  std::uint64_t of(const Flow& flow) const noexcept;
  /// Of a flow, whose hash is given, and a question.
  std::uint64_t with(std::uint64_t flow_hash, const std::optional<Question>& question) const noexcept;

 private:
  std::uint64_t mix(std::uint64_t hash, Bytes octets) const noexcept;

  std::array<std::uint64_t, 2> key_;
};

}  // namespace nmsgxx::dnsqr
