#include "packet/ip_reassembler.hpp"

#include <algorithm>

namespace nmsgxx::packet {

IpReassembler::Key IpReassembler::key_of(const IpDatagram& datagram, const IpFragment& fragment) noexcept {
  Key key{};
  key[0] = static_cast<std::byte>(fragment.version);
  std::byte* end = std::ranges::copy(datagram.addresses(), key.data() + 1).out;
  end = std::ranges::copy(fragment.identification, end).out;
  if (fragment.version == IpVersion::v4) *end = std::byte{datagram.protocol};
  return key;
}

std::optional<IpReassembler::Reassembled> IpReassembler::add(const IpDatagram& datagram, const Time& time) {
  const auto fragment = ip_fragment(datagram);
  if (!fragment) return std::nullopt;
  drop_expired(time.seconds);
  make_room(datagram.packet.size() + sizeof(Packets::value_type) + sizeof(Piece));
  const auto found = find_or_add(key_of(datagram, *fragment), time.seconds);
  Partial& partial = found->second;
  if (partial.spoiled) return std::nullopt;
  if (!partial.coverage.add(*fragment)) {
    ++lost_;
    partial.spoiled = true;
    release_pieces(partial);
    return std::nullopt;
  }
  keep(partial, *fragment, datagram.packet, time);
  return partial.coverage.complete() ? complete(found) : std::nullopt;
}

std::optional<IpReassembler::Reassembled> IpReassembler::complete(Packets::iterator which) {
  pieces_ = std::move(which->second.pieces);
  drop(which);
  std::ranges::sort(pieces_, {}, &Piece::offset);
  std::vector<Bytes> packets;
  packets.reserve(pieces_.size());
  for (const Piece& piece : pieces_) packets.push_back(piece.packet);
  if (!reassemble(packets, packet_)) {
    ++lost_;
    return std::nullopt;
  }
  return Reassembled{packet_, pieces_};
}

IpReassembler::Packets::iterator IpReassembler::find_or_add(const Key& key, std::int64_t seconds) {
  const auto [found, added] = packets_.try_emplace(key, Partial{.since = seconds});
  if (added) {
    found->second.arrival = arrivals_.insert(arrivals_.end(), found);
    memory_ += found->second.memory = sizeof(Packets::value_type);
  }
  return found;
}

void IpReassembler::keep(Partial& partial, const IpFragment& fragment, Bytes packet, const Time& time) {
  partial.pieces.push_back({{packet.data(), fragment.data.data() + fragment.data.size()}, time, fragment.offset});
  const std::size_t bytes = partial.pieces.back().packet.size() + sizeof(Piece);
  partial.memory += bytes;
  memory_ += bytes;
}

// The entry itself stays, so that later fragments of a spoiled packet are recognized.
void IpReassembler::release_pieces(Partial& partial) noexcept {
  partial.pieces = {};
  memory_ -= partial.memory - sizeof(Packets::value_type);
  partial.memory = sizeof(Packets::value_type);
}

void IpReassembler::drop(Packets::iterator which) {
  memory_ -= which->second.memory;
  arrivals_.erase(which->second.arrival);
  packets_.erase(which);
}

void IpReassembler::drop_oldest() {
  if (!arrivals_.front()->second.spoiled) ++lost_;
  drop(arrivals_.front());
}

void IpReassembler::drop_expired(std::int64_t seconds) {
  while (!arrivals_.empty() && arrivals_.front()->second.since + kTimeout < seconds) drop_oldest();
}

void IpReassembler::make_room(std::size_t bytes) {
  const std::uint64_t before = lost_;
  while (!arrivals_.empty() && memory_ + bytes > memory_max_) drop_oldest();
  lost_for_room_ += lost_ - before;
}

}  // namespace nmsgxx::packet
