#pragma once

#include <functional>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// Told of everything that a source skips, as it happens.  Called on the thread that
/// reads: one that several sources share must be safe for that.
using Report = std::function<void(const Error&)>;

/// What `next()` found.
enum class SourceState {
  ready,  ///< the argument was set
  end,    ///< nothing will come any more
  woken,  ///< the wake-up was set; what was read stays
};

/// What a source counted.  Any thread may read it while another one reads from the source.
struct SourceStats {
  Counter octets;              ///< read, headers included
  Counter containers;          ///< given out; a message of several fragments counts once
  Counter fragments;           ///< pieces of messages, whole or not
  Counter skipped_containers;  ///< unreadable ones, datagrams too
  Counter skipped_octets;      ///< in streams: passed over in search of the next container
  Counter lost_containers;     ///< missing from the sequence numbers; falls when a late one comes
  Counter lost_fragments;      ///< sets of fragments that were given up
  Counter kernel_drops;        ///< datagrams or frames that the kernel dropped
  Counter frames;              ///< packet sources: frames given out
  Counter cut_frames;  ///< packet sources: frames that the capture cut short, not given out by callers that need whole ones
};

}  // namespace nmsgxx
