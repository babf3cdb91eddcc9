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

/// Inflated bytes of a container, and of the containers of a stream together, that need not have any ratio to the bytes read.
inline constexpr std::size_t kInflatedAtAnyRatio = 16u << 20;

/// Bounds on what bytes from outside can make grow, each of which docs/limits.md gives its reason.
struct DecodeLimits {
  std::uint32_t container_octets = 4u << 20;  ///< longest body that is read
  std::size_t inflated_octets = 32u << 20;    ///< most that one body may inflate to, ...
  /// ... and how many times its size, once that is above kInflatedAtAnyRatio; the same for all containers of a stream together
  std::size_t inflated_ratio = 32;
  std::size_t inflating_octets = 0;         ///< that large bodies (BodyDecoder) of the process hold at once; 0 for no bound
  std::size_t payloads = 128u << 10;        ///< of one container
  std::uint32_t fragments = 64u << 10;      ///< of one message
  std::size_t fragment_sets = 8192;         ///< messages in reassembly; those that wait for longest make room
  std::size_t fragment_octets = 32u << 20;  ///< their octets together, with what keeping them costs
  std::size_t sender_fragment_sets = 256;   ///< the same of one sender, whose own make room
  std::size_t sender_fragment_octets = 16u << 20;
  std::chrono::seconds fragment_age{30};     ///< a set older than this is given up
  std::size_t sequence_sources = 64u << 10;  ///< whose sequence numbers are followed; those silent for longest make room
  /// Most that a datagram may inflate to that is no fragment, or the only one of its message.
  std::size_t datagram_inflated_octets = 1u << 20;
};

/// Whom a fragment came from.  All pieces of a stream have one sender.
struct Sender {
  std::uint64_t high = 0;  ///< IPv6 address, or 0 and the IPv4 address
  std::uint64_t low = 0;
  std::uint32_t port = 0;

  friend auto operator<=>(const Sender&, const Sender&) = default;
};

/// Turns whole bodies of containers into views: inflates, parses.
///
/// A large body is one of more than 1 MiB, inflated, which no writer fills beyond.  While their inflating_octets are in use,
/// decoders wait for each other.  So a thread that holds a large body must not decode with another decoder, nor wait for one
/// that does.
///
/// Lifetime: a view stays valid until the next call, and as long as the body that it was made from.
/// Threads:  one thread at a time.
class BodyDecoder {
 public:
  explicit BodyDecoder(const DecodeLimits& limits);
  ~BodyDecoder();
  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;

  /// Errors: those of ContainerView::parse, bad_zlib, too_large, too_many_payloads.  The next call starts afresh.
  Result<ContainerView> decode(const Header& header, Bytes body);

  /// The first half of it: the body as it was before compression.
  Result<Bytes> inflate(const Header& header, Bytes body);

  /// Gives back what a large body takes; views of it die.
  void release() noexcept;

  /// Returns the number of bytes that the last call inflated and walked. A stream that cannot be inflated counts as if it had
  /// been.
  std::uint64_t work() const noexcept;

  /// Octets of a body when inflated, as far as it says.
  static std::size_t size(const Header& header, Bytes body) noexcept;
  /// Whether it is large then.
  static bool large(const Header& header, Bytes body) noexcept;
  /// How often a decoder of this process had to wait for others.
  static std::uint64_t waits() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Turns the bodies of containers into views: joins fragments, and does what a BodyDecoder does.
///
/// Lifetime: a view stays valid until the next call, and as long as the body that it was made from.
/// Threads:  one thread at a time.
class ContainerDecoder {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ContainerDecoder(const DecodeLimits& limits);
  ~ContainerDecoder();
  ContainerDecoder(ContainerDecoder&&) noexcept;
  ContainerDecoder& operator=(ContainerDecoder&&) noexcept;

  /// @return the container; nothing when the body was a piece of one that is not complete yet
  /// Errors: those of a BodyDecoder, bad_fragment, too_many_fragments.  The next call starts afresh.
  Result<std::optional<ContainerView>> decode(const Header& header, Bytes body, const Sender& sender, Clock::time_point now);

  /// Gives up the sets of fragments that are older than the limit.
  ///
  /// @return how many sets were given up since the last call, those included that had to make room
  std::size_t expire_fragments(Clock::time_point now);
  /// Sets of fragments that are not complete.
  std::size_t pending_fragments() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
