#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/time.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_fragment.hpp"

namespace nmsgxx::packet {

/// Reassembles many fragmented IP packets at a time, whose fragments may arrive in any order (RFC 791 3.2, RFC 8200 4.5).
///
/// A fragment that FragmentCoverage rejects spoils its packet: the others are ignored until the packet's time is over.
///
/// Memory:  bounded: when the fragments take too much, the oldest packets are dropped.
/// Threads: one at a time.
class IpReassembler {
 public:
  static constexpr std::int64_t kTimeout = 60;  ///< seconds after a packet's first fragment in which the others must arrive

  /// A fragment as it arrived, without bytes after the length that its header gives.
  struct Piece {
    std::vector<std::byte> packet;
    Time time;
    std::size_t offset;
  };
  /// Valid until the next call.
  struct Reassembled {
    Bytes packet;
    std::span<const Piece> pieces;  ///< in the order of their offsets
  };

  /// @param memory_max  bound in bytes for all fragments, including what it takes to keep them
  explicit IpReassembler(std::size_t memory_max) : memory_max_(memory_max) {}

  /// Adds a fragment; any other packet is ignored.
  ///
  /// @param time  of its capture; no other clock counts, and of this one only the seconds
  /// @return      the packet that this fragment completes
  std::optional<Reassembled> add(const IpDatagram& datagram, const Time& time);

  /// Returns how many packets were given up: spoiled, too old, or dropped to make room.
  std::uint64_t lost() const noexcept { return lost_; }
  /// Returns how many of these were dropped to make room.
  std::uint64_t lost_for_room() const noexcept { return lost_for_room_; }
  /// Returns the bytes that all fragments take.  They exceed the bound only when a single fragment does.
  std::size_t memory() const noexcept { return memory_; }

 private:
  /// Version, addresses, identification and, in IPv4, protocol.  A map keeps them sorted: nobody can choose keys that collide.
  using Key = std::array<std::byte, 38>;
  struct Partial;
  using Packets = std::map<Key, Partial>;
  /// A packet of which some fragments have arrived.
  struct Partial {
    std::int64_t since;
    std::list<Packets::iterator>::iterator arrival{};
    FragmentCoverage coverage{};
    std::vector<Piece> pieces{};
    std::size_t memory = 0;
    bool spoiled = false;
  };

  static Key key_of(const IpDatagram& datagram, const IpFragment& fragment) noexcept;
  Packets::iterator find_or_add(const Key& key, std::int64_t seconds);
  void keep(Partial& partial, const IpFragment& fragment, Bytes packet, const Time& time);
  std::optional<Reassembled> complete(Packets::iterator which);
  void release_pieces(Partial& partial) noexcept;
  void drop(Packets::iterator which);
  void drop_oldest();
  void drop_expired(std::int64_t seconds);
  void make_room(std::size_t bytes);

  std::size_t memory_max_;
  std::size_t memory_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t lost_for_room_ = 0;
  Packets packets_;
  std::list<Packets::iterator> arrivals_;  // oldest first
  // What the last result views.
  std::vector<std::byte> packet_;
  std::vector<Piece> pieces_;
};

}  // namespace nmsgxx::packet
