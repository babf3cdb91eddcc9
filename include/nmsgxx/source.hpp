#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// Told of everything that is skipped, as it happens.  An error for an answer ends what was being read there: nothing of that
/// place or behind it is given out.
///
/// Threads: called on those that read and on those that work; one that several sources share must be safe for that.
class Report {
 public:
  /// @param tell  takes an Error; gives a Result<void>, or nothing when all may be skipped
  template <class Tell>
  Report(Tell tell) {  // NOLINT(google-explicit-constructor): a lambda is a report
    if constexpr (std::is_void_v<std::invoke_result_t<Tell&, const Error&>>) {
      ask_ = [tell = std::move(tell)](const Error& error) { return tell(error), Result<void>(); };
    } else {
      ask_ = std::move(tell);
    }
  }

  [[nodiscard]] Result<void> operator()(const Error& error) const { return ask_(error); }

 private:
  std::function<Result<void>(const Error&)> ask_;
};

/// What `next()` found.
enum class SourceState {
  ready,  ///< the argument was set
  end,    ///< nothing will come any more
  woken,  ///< the wake-up was set; what was read stays
};

/// How often an input met the bounds of its reader (docs/limits.md).
struct BoundStats {
  Counter container;   ///< containers that were too long
  Counter inflated;    ///< that would have inflated to too much
  Counter payloads;    ///< that had too many of them
  Counter fragments;   ///< of messages that have too many of them
  Counter sender;      ///< messages given up, incomplete, for others of their sender
  Counter reassembly;  ///< and for others of anybody
  Counter sources;     ///< whose sequence numbers were forgotten for those of others
  Counter lines;       ///< of text, too long
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
  BoundStats bounds;
  Counter kernel_drops;  ///< datagrams or frames that the kernel dropped
  Counter last_drops;    ///< of these datagrams, those behind the last one that was received: no sequence number tells of them
  /// Datagrams that the kernel had received, and containers of sockets and pipes that were read, when the caller took no more.
  Counter unread;
  Counter frames;      ///< packet sources: frames given out
  Counter cut_frames;  ///< packet sources: frames that the capture cut short, not given out by callers that need whole ones
};

}  // namespace nmsgxx
