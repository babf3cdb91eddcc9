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

std::optional<Bytes> IpReassembler::add(Bytes packet, std::int64_t seconds) {
  const auto fragment = ip_fragment(packet);
  if (!fragment) return std::nullopt;
  drop_old(seconds);
  make_room(packet.size() + sizeof(Packets::value_type) + sizeof(std::vector<std::byte>));
  const auto found = waiting_for(key_of(packet, *fragment), seconds);
  Waiting& waiting = found->second;
  if (waiting.spoiled) return std::nullopt;
  if (!waiting.coverage.add(*fragment)) {
    ++lost_;
    waiting.spoiled = true;
    release(waiting);
    return std::nullopt;
  }
  keep(waiting, packet);
  if (waiting.coverage.complete()) {
    const std::vector<Bytes> fragments(waiting.fragments.begin(), waiting.fragments.end());
    const bool whole = join_fragments(fragments, joined_);
    if (!whole) ++lost_;
    drop(found);
    if (whole) return joined_;
  }
  return std::nullopt;
}

IpReassembler::Packets::iterator IpReassembler::waiting_for(const Key& key, std::int64_t seconds) {
  const auto [found, added] = packets_.try_emplace(key, Waiting{.since = seconds});
  if (added) {
    found->second.arrival = arrivals_.insert(arrivals_.end(), found);
    octets_ += found->second.octets = sizeof(Packets::value_type);
  }
  return found;
}

void IpReassembler::keep(Waiting& waiting, Bytes packet) {
  waiting.fragments.emplace_back(packet.begin(), packet.end());
  const std::size_t octets = packet.size() + sizeof(waiting.fragments.back());
  waiting.octets += octets;
  octets_ += octets;
}

// What a packet is known by stays.
void IpReassembler::release(Waiting& waiting) noexcept {
  waiting.fragments = {};
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
  while (!arrivals_.empty() && octets_ + octets > octets_max_) drop_oldest();
}

}  // namespace nmsgxx::packet
