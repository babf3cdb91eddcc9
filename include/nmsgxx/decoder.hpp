#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/container.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {

/// Bounds on what bytes from outside can make grow.
struct DecodeLimits {
  std::uint32_t container_octets = 4u << 20;  ///< longest body that is read
  std::size_t inflated_octets = 64u << 20;    ///< most that one body may inflate to
  std::size_t fragment_sets = 1024;           ///< messages in reassembly; the oldest makes room
  std::size_t fragment_octets = 32u << 20;    ///< their octets together, with what keeping them costs
  std::chrono::seconds fragment_age{30};      ///< a set older than this is given up
};

/// Whom a fragment came from.  All pieces of a stream have one sender.
struct Sender {
  std::uint64_t high = 0;  ///< IPv6 address, or 0 and the IPv4 address
  std::uint64_t low = 0;
  std::uint32_t port = 0;

  friend bool operator==(const Sender&, const Sender&) = default;
};

/// Turns whole bodies of containers into views: inflates, parses.
///
/// Lifetime: a view stays valid until the next call, and as long as the body that it was made from.
/// Threads:  one thread at a time.
class BodyDecoder {
 public:
  explicit BodyDecoder(const DecodeLimits& limits);
  ~BodyDecoder();
  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;

  /// Errors: those of ContainerView::parse, bad_zlib, too_large.  The next call starts afresh.
  Result<ContainerView> decode(const Header& header, Bytes body);

  /// The first half of it: the body as it was before compression.
  Result<Bytes> inflate(const Header& header, Bytes body);

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
  /// Errors: those of ContainerView::parse, bad_zlib, too_large, bad_fragment.  The next call starts afresh.
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
