#include "packet/ip_reassembler.hpp"

#include <algorithm>

#include "packet/join_fragments.hpp"

namespace nmsgxx::packet {

IpReassembler::Key IpReassembler::key_of(Bytes packet, const IpFragment& fragment) noexcept {
  const bool v4 = fragment.version == IpVersion::v4;
  Key key{};
  key[0] = static_cast<std::byte>(fragment.version);
  // RFC 791 3.1, RFC 8200 3.
  const Bytes addresses = v4 ? packet.subspan(12, 8) : packet.subspan(8, 32);
  std::byte* end = std::ranges::copy(addresses, key.data() + 1).out;
  end = std::ranges::copy(fragment.identification, end).out;
  if (v4) *end = packet[9];
  return key;
}

std::optional<IpReassembler::Joined> IpReassembler::add(Bytes packet, const Time& time) {
  const auto fragment = ip_fragment(packet);
  if (!fragment) return std::nullopt;
  drop_old(time.seconds);
  make_room(packet.size() + sizeof(Packets::value_type) + sizeof(Piece));
  const auto found = waiting_for(key_of(packet, *fragment), time.seconds);
  Waiting& waiting = found->second;
  if (waiting.spoiled) return std::nullopt;
  if (!waiting.coverage.add(*fragment)) {
    ++lost_;
    waiting.spoiled = true;
    release(waiting);
    return std::nullopt;
  }
  keep(waiting, *fragment, packet, time);
  return waiting.coverage.complete() ? join(found) : std::nullopt;
}

std::optional<IpReassembler::Joined> IpReassembler::join(Packets::iterator which) {
  joined_pieces_ = std::move(which->second.pieces);
  drop(which);
  std::ranges::sort(joined_pieces_, {}, &Piece::offset);
  const std::vector<Bytes> packets = [&] {
    std::vector<Bytes> all;
    for (const Piece& piece : joined_pieces_) all.push_back(piece.packet);
    return all;
  }();
  if (!join_fragments(packets, joined_)) {
    ++lost_;
    return std::nullopt;
  }
  return Joined{joined_, joined_pieces_};
}

IpReassembler::Packets::iterator IpReassembler::waiting_for(const Key& key, std::int64_t seconds) {
  const auto [found, added] = packets_.try_emplace(key, Waiting{.since = seconds});
  if (added) {
    found->second.arrival = arrivals_.insert(arrivals_.end(), found);
    octets_ += found->second.octets = sizeof(Packets::value_type);
  }
  return found;
}

void IpReassembler::keep(Waiting& waiting, const IpFragment& fragment, Bytes packet, const Time& time) {
  waiting.pieces.push_back({{packet.data(), fragment.data.data() + fragment.data.size()}, time, fragment.offset});
  const std::size_t octets = waiting.pieces.back().packet.size() + sizeof(Piece);
  waiting.octets += octets;
  octets_ += octets;
}

// What a packet is known by stays.
void IpReassembler::release(Waiting& waiting) noexcept {
  waiting.pieces = {};
  octets_ -= waiting.octets - sizeof(Packets::value_type);
  waiting.octets = sizeof(Packets::value_type);
}

void IpReassembler::drop(Packets::iterator which) {
  octets_ -= which->second.octets;
  arrivals_.erase(which->second.arrival);
  packets_.erase(which);
}

void IpReassembler::drop_oldest() {
  if (!arrivals_.front()->second.spoiled) ++lost_;
  drop(arrivals_.front());
}

void IpReassembler::drop_old(std::int64_t seconds) {
  while (!arrivals_.empty() && arrivals_.front()->second.since + kPatience < seconds) drop_oldest();
}

void IpReassembler::make_room(std::size_t octets) {
  const std::uint64_t before = lost_;
  while (!arrivals_.empty() && octets_ + octets > octets_max_) drop_oldest();
  lost_for_room_ += lost_ - before;
}

}  // namespace nmsgxx::packet
