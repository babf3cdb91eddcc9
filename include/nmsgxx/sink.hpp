#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// What a sink counted.
struct SinkStats {
  Counter octets;   ///< handed to the system
  Counter writes;   ///< containers or pieces of text
  Counter refused;  ///< datagrams that nobody took: the receiver's port was closed, or the queue full
};

/// Where whole containers, or pieces of text, go.
///
/// Errors: Errc::system when the data could not be written; the sink is of no use then.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Writes `bytes` or queues a copy.  For a socket, one datagram.
  virtual Result<void> write(Bytes bytes) = 0;
  /// Writes what is queued.
  virtual Result<void> flush() = 0;
  /// The same, at the end: told is also what a system finds out only then, as of a full disk behind a network.  Nothing may be
  /// written any more.
  virtual Result<void> close() { return flush(); }

  virtual const SinkStats& stats() const noexcept = 0;
};

}  // namespace nmsgxx
