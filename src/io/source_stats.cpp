#include "nmsgxx/ledger.hpp"

#include <algorithm>

namespace nmsgxx {

Ledger ledger_of(const SourceStats& stats) noexcept {
  const std::uint64_t gaps = stats.lost_containers.value();
  const std::uint64_t last = stats.last_drops.value();
  // Drops before the last datagram are gaps in the sequence numbers as well, if the senders number.
  const std::uint64_t before = stats.fragments.value() == 0 ? std::max(stats.kernel_drops.value(), last) - last : 0;
  return {.received = stats.containers.value(),
          .refused = stats.skipped_containers.value(),
          .lost = std::max(gaps, before) + last,
          .unread = stats.unread.value()};
}

}  // namespace nmsgxx
