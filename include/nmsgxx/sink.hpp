#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// Statistics of a sink.  Any thread may read them.
struct SinkStats {
  Counter octets;   ///< bytes passed to the system
  Counter writes;   ///< containers or pieces of text
  Counter refused;  ///< datagrams that were not delivered because the port was closed or the queue was full
};

/// Takes whole containers, or pieces of text.
///
/// Errors:  Errc::system if data could not be written.  The sink must not be used any more then.
/// Threads: one at a time.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Writes `bytes` or queues a copy of them.  On a socket, each call sends one datagram.
  virtual Result<void> write(Bytes bytes) = 0;
  /// Writes everything that is queued.
  virtual Result<void> flush() = 0;
  /// Writes everything that is queued and closes the sink.  Nothing may be written afterwards.
  ///
  /// Errors: also those that some systems report only then, such as a full disk on a file server.
  virtual Result<void> close() { return flush(); }
  /// Finishes the file that is being written and begins the next one; without a series of files (rotation.hpp) nothing happens.
  virtual Result<void> rotate() { return {}; }

  virtual const SinkStats& stats() const noexcept = 0;
};

}  // namespace nmsgxx
