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

/// Joins the fragments of bodies.  Nothing is allocated for pieces that have not arrived.
///
/// The set of fragments that has waited longest for its next piece is dropped when there are too many: one of the same sender
/// if the sender exceeds its limits, or one of any sender if all together exceed theirs.  So a flood costs its sender, and a
/// message whose pieces keep arriving outlives those that were only begun.
///
/// Threads: one at a time.
class Reassembler {
 public:
  using Clock = ContainerDecoder::Clock;

  /// Numbers of incomplete sets that were dropped, by reason.  Sets of copies of pieces of a complete message are not counted.
  struct GivenUp {
    std::size_t old = 0;
    std::size_t for_sender = 0;  ///< to make room for sets of the same sender
    std::size_t for_all = 0;     ///< to make room for sets of any sender
    std::size_t sets() const noexcept { return old + for_sender + for_all; }
  };

  explicit Reassembler(const DecodeLimits& limits) : limits_(limits) {}

  /// Adds a piece.
  ///
  /// @param flags  those of the header before the piece
  /// @return the joined body when it is complete; nothing before
  /// Errors: bad_fragment if the piece contradicts its set (which is kept) or the joined body has a wrong CRC;
  /// too_many_fragments
  Result<std::optional<std::vector<std::byte>>> add(const FragmentView& fragment, std::uint8_t flags, const Sender& sender,
                                                    Clock::time_point now);
  /// Parses a body as a piece and adds it.
  Result<std::optional<std::vector<std::byte>>> add(Bytes body, std::uint8_t flags, const Sender& sender,
                                                    Clock::time_point now) {
    const auto piece = FragmentView::parse(body);
    work_ += piece ? body.size() : piece.error().offset;
    if (!piece) return tl::unexpected(piece.error());
    return add(*piece, flags, sender, now);
  }

  /// Drops the sets whose first piece is older than the limit.
  ///
  /// @return how many sets were dropped since the last call
  GivenUp expire(Clock::time_point now);
  /// Returns the number of incomplete sets.
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
  // Ordered containers are used because senders could choose keys that collide in a hash table.
  using Sets = std::map<Key, Set>;
  using Queue = std::list<Sets::iterator>;
  /// What one sender has in reassembly.
  struct Share {
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
    // Positions in the queues.
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
  Queue ages_;  // in the order in which the first pieces arrived
  Queue idle_;  // in the order in which the latest pieces arrived
  std::size_t cost_ = 0;
  std::uint64_t work_ = 0;
  GivenUp given_up_;
  // Complete messages.  Sets of late copies of their pieces are not losses.  If the key has no CRC, another message may have
  // the same key, so the CRCs of the pieces are kept.
  using PieceCrcs = std::vector<std::uint32_t>;
  std::map<Key, PieceCrcs> complete_;
  std::deque<std::map<Key, PieceCrcs>::iterator> complete_order_;
  std::size_t complete_pieces_ = 0;
};

}  // namespace nmsgxx::container
