#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Limits on a container's octets, header included, before compression (docs/wire-format.md, "Sizes").
inline constexpr std::size_t kLimitMin = 512;
inline constexpr std::size_t kLimitMax = 1048576;    ///< of files
inline constexpr std::size_t kLimitDatagram = 8192;  ///< the default of sockets
inline constexpr std::size_t kLimitEthernet = 1280;  ///< for paths that carry 1500 octets

/// How containers are made.
struct WriterOptions {
  std::size_t limit = kLimitMax;  ///< brought into kLimitMin .. kLimitMax
  bool zlib = false;
  bool sequence = false;    ///< number the containers, as on sockets
  bool unbuffered = false;  ///< each payload is a container
};

/// Packs payloads into containers of at most the limit, the way libnmsg does, octet for octet where there is no choice, and
/// writes them to a sink: a payload that does not fit goes out in fragments.
///
/// Errors:  those of the sink.  Nothing is kept of a container that could not be written, nor of the payload that was being
///          added then.
/// Threads: one thread at a time.
class ContainerWriter {
 public:
  /// @param sink  outlives the writer
  ContainerWriter(const WriterOptions& options, Sink& sink);
  /// Does not flush: errors would have nowhere to go.
  ~ContainerWriter();
  ContainerWriter(ContainerWriter&&) noexcept;
  ContainerWriter& operator=(ContainerWriter&&) noexcept;

  /// Adds a copy of the payload, with a CRC computed from its octets, whatever it came with.  Containers that are full are
  /// written on the way.
  Result<void> add(const PayloadView& payload);

  /// Writes the container that is being filled, if it holds a payload.  The sink is not flushed.
  Result<void> flush();

  bool empty() const noexcept;
  /// Written so far; one in fragments counts once.
  std::uint64_t containers() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
