#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// A callback that gets an error for everything that is skipped.  If it returns an error itself, reading ends there, and
/// nothing after that place is returned.
///
/// Threads: called by threads that read and by threads that decode.  A report that several sources share must be safe to call
///          concurrently.
class Report {
 public:
  /// @param callback  takes an Error and returns a Result<void>, or nothing if everything may be skipped
  template <class Callback>
  Report(Callback callback) {  // NOLINT(google-explicit-constructor): lambdas convert to reports
    if constexpr (std::is_void_v<std::invoke_result_t<Callback&, const Error&>>) {
      callback_ = [callback = std::move(callback)](const Error& error) { return callback(error), Result<void>(); };
    } else {
      callback_ = std::move(callback);
    }
  }

  [[nodiscard]] Result<void> operator()(const Error& error) const { return callback_(error); }

 private:
  std::function<Result<void>(const Error&)> callback_;
};

/// The result of waiting for input.
enum class SourceState {
  ready,  ///< the argument was set
  end,    ///< the input has ended
  woken,  ///< the Wakeup was set; nothing that was read is lost
};

/// How often an input reached the limits of its reader (docs/limits.md).
struct BoundStats {
  Counter container;   ///< containers that were too long
  Counter inflated;    ///< containers that would have inflated to too much
  Counter payloads;    ///< containers that had too many payloads
  Counter fragments;   ///< fragments of messages that have too many of them
  Counter sender;      ///< incomplete messages that were dropped for others of the same sender
  Counter reassembly;  ///< incomplete messages that were dropped for those of any sender
  Counter sources;     ///< sources whose sequence numbers were forgotten for those of others
  Counter lines;       ///< lines of text that were too long
};

/// Statistics of a source.  Any thread may read them.
struct SourceStats {
  Counter octets;              ///< bytes read, including headers
  Counter containers;          ///< containers that were read; a message of several fragments counts once
  Counter fragments;           ///< fragments that were read
  Counter skipped_containers;  ///< unreadable containers and datagrams
  Counter skipped_octets;      ///< bytes of streams that were skipped in search of the next container
  Counter lost_containers;     ///< gaps in the sequence numbers; decreases when a container arrives late
  Counter lost_fragments;      ///< incomplete messages that were dropped
  BoundStats bounds;
  Counter kernel_drops;  ///< datagrams or frames that the kernel dropped
  Counter last_drops;  ///< those of them that came after the last received datagram, so that no sequence number shows the loss
  /// Datagrams in the kernel's queue, and containers of sockets and pipes that had been read, when the caller stopped reading.
  Counter unread;
  Counter frames;      ///< packet sources: frames that were read
  Counter cut_frames;  ///< packet sources: frames that the capture truncated, which callers skip if they need whole ones
};

}  // namespace nmsgxx
