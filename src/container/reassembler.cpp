#include "container/reassembler.hpp"

#include <string>

#include "wire/crc32c.hpp"

namespace nmsgxx::container {
namespace {

// What a set and a piece cost beside their octets, roughly, so that floods of tiny pieces are bounded too.
constexpr std::size_t kSetCost = 512;
constexpr std::size_t kPieceCost = 96;
constexpr std::size_t kCompleteMax = 1024;

}  // namespace

std::size_t Reassembler::KeyHash::operator()(const Key& key) const noexcept {
  std::uint64_t h = key.sender.high ^ (key.sender.low * 0x9E3779B97F4A7C15);
  h = (h ^ key.sender.port ^ (static_cast<std::uint64_t>(key.id) << 32)) * 0xBF58476D1CE4E5B9;
  h = (h ^ (h >> 31) ^ key.crc.value_or(0)) * 0x94D049BB133111EB;
  return static_cast<std::size_t>(h ^ (h >> 29));
}

Result<std::optional<Bytes>> Reassembler::add(const FragmentView& fragment, std::uint8_t flags, const Sender& sender,
                                              Clock::time_point now) {
  if (fragment.current > fragment.last) {
    return fail(Errc::bad_fragment, 0,
                "piece " + std::to_string(fragment.current) + " of a message whose last is " + std::to_string(fragment.last));
  }
  const Key key{sender, fragment.id, fragment.has_crc ? std::optional(fragment.crc) : std::nullopt};
  auto found = sets_.find(key);
  if (found == sets_.end()) found = open(key, fragment, flags, now);
  Set& set = found->second;
  if (set.last != fragment.last || set.flags != flags) {
    return fail(Errc::bad_fragment, 0, "it disagrees with the first piece about the last piece or the flags");
  }
  const auto [piece, is_new] = set.pieces.try_emplace(fragment.current, fragment.piece.begin(), fragment.piece.end());
  if (!is_new) return std::optional<Bytes>{};
  const std::size_t cost = fragment.piece.size() + kPieceCost;
  set.cost += cost;
  cost_ += cost;

  const bool whole = set.pieces.size() == std::size_t{set.last} + 1;
  // Some senders promise one piece too many; when the CRC agrees without it, the message is whole.
  const bool maybe = !whole && key.crc && set.pieces.size() == set.last && !set.pieces.contains(set.last);
  if (!whole && !maybe) {
    make_room();
    return std::optional<Bytes>{};
  }
  join(set);
  const bool sound = !key.crc || wire::crc32c(joined_) == *key.crc;
  if (sound) return std::optional(complete(found));
  if (!whole) {
    make_room();
    return std::optional<Bytes>{};
  }
  drop(found);
  return fail(Errc::bad_fragment, 0, "the joined message has another CRC");
}

Reassembler::Sets::iterator Reassembler::open(const Key& key, const FragmentView& fragment, std::uint8_t flags,
                                              Clock::time_point now) {
  const auto set = sets_.try_emplace(key).first;
  ages_.push_back(key);
  set->second.last = fragment.last;
  set->second.flags = flags;
  set->second.cost = kSetCost;
  set->second.first_seen = now;
  set->second.age = std::prev(ages_.end());
  cost_ += kSetCost;
  return set;
}

void Reassembler::join(const Set& set) {
  joined_.clear();
  for (const auto& [current, piece] : set.pieces) joined_.insert(joined_.end(), piece.begin(), piece.end());
}

Bytes Reassembler::complete(Sets::iterator set) {
  if (set->first.crc) remember_complete(set->first);
  drop(set);
  return joined_;
}

void Reassembler::remember_complete(const Key& key) {
  if (!complete_.insert(key).second) return;
  complete_order_.push_back(key);
  if (complete_.size() <= kCompleteMax) return;
  complete_.erase(complete_order_.front());
  complete_order_.pop_front();
}

void Reassembler::drop(Sets::iterator set) {
  cost_ -= set->second.cost;
  ages_.erase(set->second.age);
  sets_.erase(set);
}

void Reassembler::give_up_oldest() {
  const auto oldest = sets_.find(ages_.front());
  if (!complete_.contains(oldest->first)) ++given_up_;
  drop(oldest);
}

void Reassembler::make_room() {
  while (!sets_.empty() && (sets_.size() > limits_.fragment_sets || cost_ > limits_.fragment_octets)) give_up_oldest();
}

std::size_t Reassembler::expire(Clock::time_point now) {
  while (!ages_.empty() && now - sets_.find(ages_.front())->second.first_seen >= limits_.fragment_age) give_up_oldest();
  return std::exchange(given_up_, 0);
}

}  // namespace nmsgxx::container
