#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Limits on the size of a container in bytes, including its header, before compression (docs/wire-format.md, "Sizes").
inline constexpr std::size_t kLimitMin = 512;
inline constexpr std::size_t kLimitMax = 1048576;    ///< the default of files
inline constexpr std::size_t kLimitDatagram = 8192;  ///< the default of sockets
inline constexpr std::size_t kLimitEthernet = 1280;  ///< for paths that carry 1500 bytes

/// Options of a ContainerWriter.
struct WriterOptions {
  std::size_t limit = kLimitMax;  ///< is clamped to kLimitMin .. kLimitMax
  bool zlib = false;
  bool sequence = false;    ///< number the containers, as sockets need it
  bool unbuffered = false;  ///< write each payload as a container of its own
};

/// Packs payloads into containers of at most the limit, as libnmsg does, and writes them to a sink.  A payload that does not
/// fit into a container is written in fragments.
///
/// Errors:  those of the sink.  The container that could not be written is lost, as is the payload that was being added.
/// Threads: one at a time.
class ContainerWriter {
 public:
  /// @param sink  must outlive the writer
  ContainerWriter(const WriterOptions& options, Sink& sink);
  /// Does not flush, because it could not report errors.
  ~ContainerWriter();
  ContainerWriter(ContainerWriter&&) noexcept;
  ContainerWriter& operator=(ContainerWriter&&) noexcept;

  /// Adds a copy of the payload and the CRC of its message; stored_crc is ignored.  Writes the container when it is full.
  Result<void> add(const PayloadView& payload);

  /// Writes the container that is being filled, if it has a payload.  Does not flush the sink.
  Result<void> flush();

  bool empty() const noexcept;
  /// Returns the number of containers that were written; one in fragments counts once.
  std::uint64_t containers() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx
