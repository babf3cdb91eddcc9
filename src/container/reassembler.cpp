#include "container/reassembler.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "wire/crc32c.hpp"

namespace nmsgxx::container {
namespace {

// Approximate memory of a set and a piece besides their bytes, so that floods of tiny pieces are limited as well.
constexpr std::size_t kSetCost = 640;
constexpr std::size_t kPieceCost = 96;
constexpr std::size_t kCompleteMax = 1024;
constexpr std::size_t kCompletePiecesMax = 64 << 10;

}  // namespace

Result<std::optional<std::vector<std::byte>>> Reassembler::add(const FragmentView& fragment, std::uint8_t flags,
                                                               const Sender& sender, Clock::time_point now) {
  constexpr std::optional<std::vector<std::byte>> kNotYet;
  if (fragment.current > fragment.last) {
    return fail(
        Errc::bad_fragment, 0,
        "piece " + std::to_string(fragment.current) + " of a message whose last piece is " + std::to_string(fragment.last));
  }
  if (fragment.last >= limits_.fragments) {
    return fail(Errc::too_many_fragments, 0, std::to_string(std::uint64_t{fragment.last} + 1));
  }
  const Key key{sender, fragment.id, fragment.has_crc ? std::optional(fragment.crc) : std::nullopt};
  auto found = sets_.find(key);
  if (found == sets_.end()) found = open(key, fragment, flags, now);
  Set& set = found->second;
  if (set.last != fragment.last || set.flags != flags) {
    return fail(Errc::bad_fragment, 0, "last piece or flags differ from those of the first piece that arrived");
  }
  const auto [piece, is_new] = set.pieces.try_emplace(fragment.current, fragment.piece.begin(), fragment.piece.end());
  if (!is_new) return kNotYet;
  charge(set, fragment.piece.size() + kPieceCost);
  touch(set);

  const bool whole = set.pieces.size() == std::size_t{set.last} + 1;
  // Some senders announce one piece too many.  If the CRC is correct without it, the message is complete.
  const bool maybe_whole = !whole && key.crc && set.pieces.size() == set.last && !set.pieces.contains(set.last);
  if (whole || maybe_whole) {
    auto joined = join(set);
    work_ += joined.size() * (key.crc ? 2 : 1);
    const bool valid = !key.crc || wire::crc32c(joined) == *key.crc;
    if (valid) remember_complete(key, set);
    if (valid || whole) drop(found);
    if (valid) return joined;
    if (whole) return fail(Errc::bad_fragment, 0, "the CRC of the joined message is wrong");
  }
  make_room(sender);
  return kNotYet;
}

Reassembler::Sets::iterator Reassembler::open(const Key& key, const FragmentView& fragment, std::uint8_t flags,
                                              Clock::time_point now) {
  const auto opened = sets_.try_emplace(key).first;
  Set& set = opened->second;
  set.last = fragment.last;
  set.flags = flags;
  set.first_seen = now;
  set.share = shares_.try_emplace(key.sender).first;
  set.by_age = ages_.insert(ages_.end(), opened);
  set.idle = idle_.insert(idle_.end(), opened);
  Queue& of_sender = set.share->second.idle;
  set.idle_of_sender = of_sender.insert(of_sender.end(), opened);
  charge(set, kSetCost);
  return opened;
}

void Reassembler::charge(Set& set, std::size_t cost) {
  set.cost += cost;
  set.share->second.cost += cost;
  cost_ += cost;
}

void Reassembler::touch(Set& set) {
  idle_.splice(idle_.end(), idle_, set.idle);
  Queue& of_sender = set.share->second.idle;
  of_sender.splice(of_sender.end(), of_sender, set.idle_of_sender);
}

std::vector<std::byte> Reassembler::join(const Set& set) {
  std::size_t size = 0;
  for (const auto& [current, piece] : set.pieces) size += piece.size();
  std::vector<std::byte> joined;
  joined.reserve(size);
  for (const auto& [current, piece] : set.pieces) joined.insert(joined.end(), piece.begin(), piece.end());
  return joined;
}

void Reassembler::remember_complete(const Key& key, const Set& set) {
  PieceCrcs crcs;
  if (!key.crc && set.pieces.size() <= kCompletePiecesMax) {
    for (const auto& [current, piece] : set.pieces) crcs.push_back(wire::crc32c(piece));
  }
  const auto [place, is_new] = complete_.try_emplace(key);
  complete_pieces_ += crcs.size() - place->second.size();
  place->second = std::move(crcs);
  if (is_new) complete_order_.push_back(place);
  while (complete_.size() > kCompleteMax || complete_pieces_ > kCompletePiecesMax) {
    complete_pieces_ -= complete_order_.front()->second.size();
    complete_.erase(complete_order_.front());
    complete_order_.pop_front();
  }
}

// Returns whether the pieces are copies of those of a complete message.
bool Reassembler::is_copy(const Key& key, const Set& set) const {
  const auto complete = complete_.find(key);
  if (complete == complete_.end()) return false;
  if (key.crc) return true;
  const PieceCrcs& crcs = complete->second;
  return std::ranges::all_of(set.pieces, [&crcs](const auto& piece) {
    return piece.first < crcs.size() && wire::crc32c(piece.second) == crcs[piece.first];
  });
}

void Reassembler::drop(Sets::iterator which) {
  const Set& set = which->second;
  Share& share = set.share->second;
  cost_ -= set.cost;
  share.cost -= set.cost;
  ages_.erase(set.by_age);
  idle_.erase(set.idle);
  share.idle.erase(set.idle_of_sender);
  if (share.idle.empty()) shares_.erase(set.share);
  sets_.erase(which);
}

void Reassembler::give_up(Sets::iterator set, std::size_t& count) {
  if (!is_copy(set->first, set->second)) ++count;
  drop(set);
}

void Reassembler::make_room(const Sender& sender) {
  const auto too_much = [this](const Share& share) {
    return share.idle.size() > limits_.sender_fragment_sets || share.cost > limits_.sender_fragment_octets;
  };
  for (auto share = shares_.find(sender); share != shares_.end() && too_much(share->second); share = shares_.find(sender)) {
    give_up(share->second.idle.front(), given_up_.for_sender);
  }
  while (!sets_.empty() && (sets_.size() > limits_.fragment_sets || cost_ > limits_.fragment_octets)) {
    give_up(idle_.front(), given_up_.for_all);
  }
}

Reassembler::GivenUp Reassembler::expire(Clock::time_point now) {
  while (!ages_.empty() && now - ages_.front()->second.first_seen >= limits_.fragment_age) {
    give_up(ages_.front(), given_up_.old);
  }
  return std::exchange(given_up_, {});
}

}  // namespace nmsgxx::container
