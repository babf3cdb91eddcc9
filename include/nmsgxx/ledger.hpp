#pragma once

#include <cstdint>

#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// What became of the containers that were sent to a UDP source, as far as numbers tell: sent = received + refused + lost +
/// unread.
///
/// It is exact when senders number their containers, each is one datagram, and only this system loses any.  Else it may miss
/// what nobody saw: unnumbered containers, and a sender's last ones, that got lost on the way.  Of a message in fragments the
/// system drops datagrams, of which only those behind the last received one are counted here.
struct Ledger {
  std::uint64_t received = 0;
  std::uint64_t refused = 0;  ///< damaged, or beyond a bound
  std::uint64_t lost = 0;     ///< missing from the sequence numbers, or dropped by the kernel
  std::uint64_t unread = 0;   ///< still in the kernel or at hand when the run ended before its input

  std::uint64_t sent() const noexcept { return received + refused + lost + unread; }
};

/// @param stats  of a source whose accounts are closed; before that drops may be one second late
Ledger ledger_of(const SourceStats& stats) noexcept;

}  // namespace nmsgxx
