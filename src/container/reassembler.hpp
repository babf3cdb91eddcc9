#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "container/fragment.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::container {

/// Joins fragments to bodies.  Nothing is allocated for pieces that have not come.
class Reassembler {
 public:
  using Clock = ContainerDecoder::Clock;

  explicit Reassembler(const DecodeLimits& limits) : limits_(limits) {}

  /// Takes a piece.
  ///
  /// @param flags  of the piece's header
  /// @return the joined body once it is complete, valid until the next call; nothing before
  /// Errors: bad_fragment, for a piece that contradicts its set (which is kept) or a joined body whose CRC is wrong.
  Result<std::optional<Bytes>> add(const FragmentView& fragment, std::uint8_t flags, const Sender& sender,
                                   Clock::time_point now);
  /// The same of a body with a piece in it.
  Result<std::optional<Bytes>> add(Bytes body, std::uint8_t flags, const Sender& sender, Clock::time_point now) {
    return FragmentView::parse(body).and_then([&](const FragmentView& piece) { return add(piece, flags, sender, now); });
  }

  /// Gives up sets whose first piece is older than the limit.
  ///
  /// @return the sets that were given up since the last call
  std::size_t expire(Clock::time_point now);
  std::size_t pending() const noexcept { return sets_.size(); }

 private:
  struct Key {
    Sender sender;
    std::uint32_t id = 0;
    std::optional<std::uint32_t> crc;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Set {
    std::uint32_t last = 0;
    std::uint8_t flags = 0;
    std::map<std::uint32_t, std::vector<std::byte>> pieces;
    std::size_t cost = 0;
    Clock::time_point first_seen;
    std::list<Key>::iterator age;
  };
  using Sets = std::unordered_map<Key, Set, KeyHash>;

  Sets::iterator open(const Key& key, const FragmentView& fragment, std::uint8_t flags, Clock::time_point now);
  void join(const Set& set);
  Bytes complete(Sets::iterator set);
  void drop(Sets::iterator set);
  void give_up_oldest();
  void make_room();
  void remember_complete(const Key& key);

  DecodeLimits limits_;
  Sets sets_;
  std::list<Key> ages_;  // oldest first
  std::size_t cost_ = 0;
  std::size_t given_up_ = 0;
  std::vector<std::byte> joined_;
  // Messages that were given out: what a copy of them leaves behind is no loss.
  std::unordered_set<Key, KeyHash> complete_;
  std::list<Key> complete_order_;
};

}  // namespace nmsgxx::container
