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
#include "packet/fragment_coverage.hpp"

namespace nmsgxx::packet {

/// Joins the fragments of IP packets as they come, in any order, many packets at a time (RFC 791 3.2, RFC 8200 4.5).
///
/// A fragment that cannot belong to those before it (join_fragments.hpp) spoils its packet: the others are swallowed until the
/// packet's time is over.  Memory is bounded: when there are too many octets, the oldest packets have to go.
class IpReassembler {
 public:
  static constexpr std::int64_t kPatience = 60;  ///< seconds after a packet's first fragment in which the others come

  /// As it came, without octets behind the length that its header gives.
  struct Piece {
    std::vector<std::byte> packet;
    Time time;
    std::size_t offset;
  };
  /// Valid until the next call.
  struct Joined {
    Bytes packet;
    std::span<const Piece> pieces;  ///< in the order of their offsets
  };

  /// @param octets_max  of all fragments, with what keeping them takes
  explicit IpReassembler(std::size_t octets_max) : octets_max_(octets_max) {}

  /// @param packet  any octets; those that are no sound fragment do nothing
  /// @param time    when it was captured: only these times count, and of them the seconds
  /// @return        the packet that this fragment completes
  std::optional<Joined> add(Bytes packet, const Time& time);

  /// Packets that were given up: spoiled, too old, or the oldest of too many.
  std::uint64_t lost() const noexcept { return lost_; }
  /// Of these, those that were the oldest of too many.
  std::uint64_t lost_for_room() const noexcept { return lost_for_room_; }
  std::size_t octets() const noexcept { return octets_; }

 private:
  /// Version, addresses, identification and, in IPv4, protocol.  A map keeps them in order: nobody can choose keys that
  /// collide.
  using Key = std::array<std::byte, 38>;
  struct Waiting;
  using Packets = std::map<Key, Waiting>;
  struct Waiting {
    std::int64_t since;
    std::list<Packets::iterator>::iterator arrival{};
    FragmentCoverage coverage{};
    std::vector<Piece> pieces{};
    std::size_t octets = 0;
    bool spoiled = false;
  };

  static Key key_of(Bytes packet, const IpFragment& fragment) noexcept;
  Packets::iterator waiting_for(const Key& key, std::int64_t seconds);
  void keep(Waiting& waiting, const IpFragment& fragment, Bytes packet, const Time& time);
  std::optional<Joined> join(Packets::iterator which);
  void release(Waiting& waiting) noexcept;
  void drop(Packets::iterator which);
  void drop_oldest();
  void drop_old(std::int64_t seconds);
  void make_room(std::size_t octets);

  std::size_t octets_max_;
  std::size_t octets_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t lost_for_room_ = 0;
  Packets packets_;
  std::list<Packets::iterator> arrivals_;  // oldest first
  std::vector<std::byte> joined_;
  std::vector<Piece> joined_pieces_;
};

}  // namespace nmsgxx::packet
