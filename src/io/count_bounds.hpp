#pragma once

#include "container/reassembler.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx::io {

/// Counts an error that says that a bound was met.
inline void count_bound(Errc code, BoundStats& bounds) noexcept {
  switch (code) {
    case Errc::too_long: return bounds.container.add();
    case Errc::too_large: return bounds.inflated.add();
    case Errc::too_many_payloads: return bounds.payloads.add();
    case Errc::too_many_fragments: return bounds.fragments.add();
    default: return;
  }
}

/// Counts what was given up to make room; those that were only old met no bound on memory.
inline void count_given_up(const container::Reassembler::GivenUp& given_up, BoundStats& bounds) noexcept {
  bounds.sender.add(given_up.for_sender);
  bounds.reassembly.add(given_up.for_all);
}

}  // namespace nmsgxx::io
