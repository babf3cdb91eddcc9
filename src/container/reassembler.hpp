#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "container/fragment.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::container {

/// Joins fragments to bodies.  Nothing is allocated for pieces that have not come.
///
/// A sender that has too much in flight loses what has waited for longest of its own; when all together have, the one that has
/// waited for longest of all goes.  So a flood costs its sender, and a message whose pieces keep coming outlives what only
/// began.
class Reassembler {
 public:
  using Clock = ContainerDecoder::Clock;

  /// Sets that were given up, by reason. Copies of pieces of a message that was given out are no loss and not counted.
  struct GivenUp {
    std::size_t old = 0;
    std::size_t for_sender = 0;  ///< to make room for others of their sender
    std::size_t for_all = 0;     ///< or of anybody
    std::size_t sets() const noexcept { return old + for_sender + for_all; }
  };

  explicit Reassembler(const DecodeLimits& limits) : limits_(limits) {}

  /// Takes a piece.
  ///
  /// @param flags  of the piece's header
  /// @return the joined body once it is complete; nothing before
  /// Errors: bad_fragment, for a piece that contradicts its set (which is kept) or a joined body whose CRC is wrong;
  ///         too_many_fragments.
  Result<std::optional<std::vector<std::byte>>> add(const FragmentView& fragment, std::uint8_t flags, const Sender& sender,
                                                    Clock::time_point now);
  /// The same of a body with a piece in it.
  Result<std::optional<std::vector<std::byte>>> add(Bytes body, std::uint8_t flags, const Sender& sender,
                                                    Clock::time_point now) {
    const auto piece = FragmentView::parse(body);
    work_ += piece ? body.size() : piece.error().offset;
    if (!piece) return tl::unexpected(piece.error());
    return add(*piece, flags, sender, now);
  }

  /// Gives up sets whose first piece is older than the limit.
  ///
  /// @return those that were given up since the last call
  GivenUp expire(Clock::time_point now);
  std::size_t pending() const noexcept { return sets_.size(); }
  /// Returns the number of bytes that were parsed, joined and checksummed so far.
  std::uint64_t work() const noexcept { return work_; }

 private:
  struct Key {
    Sender sender;
    std::uint32_t id = 0;
    std::optional<std::uint32_t> crc;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Set;
  // In order, here and below: nobody can choose keys that collide.
  using Sets = std::map<Key, Set>;
  using Queue = std::list<Sets::iterator>;
  struct Share {  // of a sender
    Queue idle{};
    std::size_t cost = 0;
  };
  using Shares = std::map<Sender, Share>;
  struct Set {
    std::uint32_t last = 0;
    std::uint8_t flags = 0;
    std::map<std::uint32_t, std::vector<std::byte>> pieces{};
    std::size_t cost = 0;
    Clock::time_point first_seen{};
    Shares::iterator share{};
    // Its places in the queues.
    Queue::iterator by_age{};
    Queue::iterator idle{};
    Queue::iterator idle_of_sender{};
  };

  Sets::iterator open(const Key& key, const FragmentView& fragment, std::uint8_t flags, Clock::time_point now);
  void charge(Set& set, std::size_t cost);
  void touch(Set& set);
  static std::vector<std::byte> join(const Set& set);
  void remember_complete(const Key& key, const Set& set);
  bool is_copy(const Key& key, const Set& set) const;
  void drop(Sets::iterator set);
  void give_up(Sets::iterator set, std::size_t& count);
  void make_room(const Sender& sender);

  DecodeLimits limits_;
  Sets sets_;
  Shares shares_;
  Queue ages_;  // the first piece of the first came before all others
  Queue idle_;  // the last piece of the first did
  std::size_t cost_ = 0;
  std::uint64_t work_ = 0;
  GivenUp given_up_;
  // Messages that were given out: copies of their pieces that come later are no loss. Where the key has no CRC, another message
  // may have the same one, so the CRCs of the pieces are kept.
  using PieceCrcs = std::vector<std::uint32_t>;
  std::map<Key, PieceCrcs> complete_;
  std::deque<std::map<Key, PieceCrcs>::iterator> complete_order_;
  std::size_t complete_pieces_ = 0;
};

}  // namespace nmsgxx::container
