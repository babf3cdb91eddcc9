#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/container.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {

/// How much a container, and all containers of a stream together, may inflate to at any ratio to the bytes that were read.
inline constexpr std::size_t kInflatedAtAnyRatio = 16u << 20;

/// Limits on what input can make the program use.  docs/limits.md gives the reason for each.
struct DecodeLimits {
  std::uint32_t container_octets = 4u << 20;  ///< bytes of a container's body
  std::size_t inflated_octets = 32u << 20;    ///< bytes of an inflated body
  /// Ratio of an inflated body to its size, if the inflated body is larger than kInflatedAtAnyRatio.  It also holds for all
  /// containers of a stream together.
  std::size_t inflated_ratio = 32;
  std::size_t inflating_octets = 0;         ///< bytes of all large inflated bodies in the process (BodyDecoder); 0 for no limit
  std::size_t payloads = 128u << 10;        ///< payloads of a container
  std::uint32_t fragments = 64u << 10;      ///< fragments of a message
  std::size_t fragment_sets = 8192;         ///< incomplete messages; the one that has waited longest is dropped for a new one
  std::size_t fragment_octets = 32u << 20;  ///< bytes of all incomplete messages, including the cost of managing them
  std::size_t sender_fragment_sets = 256;   ///< incomplete messages of one sender
  std::size_t sender_fragment_octets = 16u << 20;  ///< bytes of the incomplete messages of one sender
  std::chrono::seconds fragment_age{30};           ///< incomplete messages that are older are dropped
  std::size_t sequence_sources =
      64u << 10;  ///< sources whose sequence numbers are followed; the one silent longest is forgotten
  /// Bytes that a datagram may inflate to, unless it is one of several fragments.
  std::size_t datagram_inflated_octets = 1u << 20;
};

/// The sender of a fragment.  All fragments of a stream have the same sender.
struct Sender {
  std::uint64_t high = 0;  ///< IPv6 address, or 0 and the IPv4 address
  std::uint64_t low = 0;
  std::uint32_t port = 0;

  friend auto operator<=>(const Sender&, const Sender&) = default;
};

/// Inflates and parses the bodies of containers.
///
/// A body is large if it inflates to more than 1 MiB, which is the most that writers put into a container.  If large bodies
/// exceed DecodeLimits::inflating_octets, decoders wait for each other.  A thread that holds a large body must therefore
/// neither decode with another decoder nor wait for a thread that does.
///
/// Lifetime: a view is valid until the next call, and must not outlive the body that it was made from.
/// Threads:  one at a time.
class BodyDecoder {
 public:
  explicit BodyDecoder(const DecodeLimits& limits);
  ~BodyDecoder();
  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;

  /// Inflates and parses a body.
  ///
  /// Errors: those of ContainerView::parse, bad_zlib, too_large, too_many_payloads.  They do not affect the next call.
  Result<ContainerView> decode(const Header& header, Bytes body);

  /// Inflates a body, and checks its number of payloads, but does not parse it.
  Result<Bytes> inflate(const Header& header, Bytes body);

  /// Frees the memory of a large body.  Views of it become invalid.
  void release() noexcept;

  /// Returns the number of bytes that the last call inflated and walked. A stream that cannot be inflated counts as if it had
  /// been.
  std::uint64_t work() const noexcept;

  /// Returns the size that a body claims to inflate to, in bytes.
  static std::size_t size(const Header& header, Bytes body) noexcept;
  /// Returns whether a body claims to be large.
  static bool large(const Header& header, Bytes body) noexcept;
  /// Returns how often a decoder of this process had to wait for others.
  static std::uint64_t waits() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Joins the fragments of containers, and inflates and parses their bodies.
///
/// Lifetime: a view is valid until the next call, and must not outlive the body that it was made from.
/// Threads:  one at a time.
class ContainerDecoder {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ContainerDecoder(const DecodeLimits& limits);
  ~ContainerDecoder();
  ContainerDecoder(ContainerDecoder&&) noexcept;
  ContainerDecoder& operator=(ContainerDecoder&&) noexcept;

  /// Decodes the body of a container or of a fragment.
  ///
  /// @return the container; nothing if the body is a fragment and others of its message are missing
  /// Errors: those of a BodyDecoder, bad_fragment, too_many_fragments.  They do not affect the next call.
  Result<std::optional<ContainerView>> decode(const Header& header, Bytes body, const Sender& sender, Clock::time_point now);

  /// Drops incomplete messages that are older than the limit.
  ///
  /// @return how many were dropped since the last call, for any reason
  std::size_t expire_fragments(Clock::time_point now);
  /// Returns the number of incomplete messages.
  std::size_t pending_fragments() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
