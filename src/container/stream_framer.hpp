#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "container/reassembler.hpp"
#include "container/resync_budget.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/framer.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx::container {

/// Finds the containers of a stream one after the other, joins their fragments, and resynchronizes after damage within a
/// budget.
///
/// A container that is followed by a header or the end is returned without being decoded, because whether it can be decoded
/// does not change where the next one is searched for.  Any other container is decoded here to decide that.
///
/// Threads: one at a time.
class StreamFramer {
 public:
  /// The unread part of the stream.
  struct Unread {
    Bytes bytes;
    std::uint64_t offset = 0;  ///< of the first byte, in the stream
    bool at_end = false;       ///< no more bytes will come
    /// Whether the next bytes may arrive much later, so that a container which nothing follows yet must be decided on now.
    bool may_wait = true;
  };
  struct Found {
    enum class Kind {
      container,  ///< `header` and `body` are set
      fragment,   ///< one more fragment of a message that is not complete
      skip,       ///< `bytes` belong to no readable container; take_error() says why
      need_more,  ///< `bytes` unread bytes are needed to decide
      end,
    };
    Kind kind = Kind::end;
    std::size_t bytes = 0;  ///< to be removed from the front of the unread part
    Header header{};
    Bytes body{};  ///< of a message that came in fragments, valid until the next call unless take_joined() is called
  };

  explicit StreamFramer(const DecodeLimits& limits) : limits_(limits), reassembler_(limits), bodies_(limits) {}

  /// After need_more, the next call must have the same offset.
  Found next(const Unread& unread);

  /// Returns why bytes are skipped.  Must be called at most once for each skip.
  Error take_error() noexcept { return std::move(error_); }

  /// Returns the memory of the last body that came in fragments.
  std::vector<std::byte> take_joined() noexcept { return std::move(joined_); }

  /// Drops fragments that are too old.
  Reassembler::GivenUp expire(Reassembler::Clock::time_point now) { return reassembler_.expire(now); }

  /// Returns the number of bytes that were walked, copied, inflated or checksummed so far to find out whether containers were
  /// valid.
  std::uint64_t resync_work() const noexcept { return resync_work_; }

 private:
  /// A container that could not be decoded and is not yet skipped.
  struct Broken {
    Framing framing;
    Error error;
  };

  /// Decides on a container that is a fragment, or that no other one follows.
  Found decide(const Framing& container, const Unread& unread);
  Found skip(std::size_t bytes, Error error) noexcept;
  Found skip_broken(const Framing& next) noexcept;
  void charge(std::uint64_t bytes) noexcept;
  /// Returns whether the containers before `offset` may inflate to what they have claimed so far and `size` bytes more.
  bool may_inflate(std::uint64_t size, std::uint64_t offset) const noexcept {
    const std::uint64_t inflated = inflated_ + size;
    return inflated <= kInflatedAtAnyRatio || inflated - kInflatedAtAnyRatio <= offset * std::uint64_t{limits_.inflated_ratio};
  }
  Error inflates_too_much() const;

  DecodeLimits limits_;
  Reassembler reassembler_;
  BodyDecoder bodies_;
  ResyncBudget budget_;
  std::uint64_t resync_work_ = 0;
  std::uint64_t inflated_ = 0;  // total size that the returned containers claim to inflate to
  std::optional<Broken> broken_;
  // They belong to what was found last, but are kept out of Found because that is returned for every container.
  Error error_{};
  std::vector<std::byte> joined_;
};

}  // namespace nmsgxx::container
