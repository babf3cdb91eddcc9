#pragma once

#include <cstdint>

#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Accounts for the containers that were sent to a UDP source: sent = received + refused + lost + unread.
///
/// The numbers are exact if senders number their containers, each container is one datagram, and only this system loses any.
/// Otherwise they may miss containers that were lost on the way: those without numbers, and the last ones of a sender.  Of
/// messages in fragments, the system drops datagrams, and only those after the last received one are counted here.
struct Ledger {
  std::uint64_t received = 0;
  std::uint64_t refused = 0;  ///< damaged, or beyond a limit
  std::uint64_t lost = 0;     ///< missing in the sequence numbers, or dropped by the kernel
  std::uint64_t unread = 0;   ///< received, but not read when the run ended before its input

  std::uint64_t sent() const noexcept { return received + refused + lost + unread; }
};

/// @param stats  those of a source after close(); before that, drops are counted up to one second late
Ledger ledger_of(const SourceStats& stats) noexcept;

}  // namespace nmsgxx
