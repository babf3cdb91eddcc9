#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// A captured frame.
struct Frame {
  Bytes bytes{};                      ///< what was captured
  std::uint32_t original_length = 0;  ///< its size on the network
  std::int64_t time_sec = 0;
  std::uint32_t time_nsec = 0;

  bool complete() const noexcept { return bytes.size() >= original_length; }
};

/// A capture file or a live interface, as a source of frames.
///
/// Threads: one at a time; the statistics may be read by any.
class PacketSource {
 public:
  virtual ~PacketSource() = default;

  /// Waits for frames and returns those that are available, at most kBatchSize.  They stay valid until the next call.
  virtual Result<SourceState> next(std::span<const Frame>& out) = 0;

  virtual LinkType link() const noexcept = 0;
  virtual const SourceStats& stats() const noexcept = 0;
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }
};

}  // namespace nmsgxx
