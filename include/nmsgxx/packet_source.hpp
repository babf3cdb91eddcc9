#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// One captured frame.
struct Frame {
  Bytes bytes{};
  std::uint32_t original_length = 0;
  std::int64_t time_sec = 0;
  std::uint32_t time_nsec = 0;

  bool complete() const noexcept { return bytes.size() >= original_length; }
};

/// Frames from a capture file or a live interface.
class PacketSource {
 public:
  virtual ~PacketSource() = default;

  /// Waits for frames and gives as many as are at hand, at most kBatchSize.  They stay valid until the next call.
  virtual Result<SourceState> next(std::span<const Frame>& out) = 0;

  virtual LinkType link() const noexcept = 0;
  virtual const SourceStats& stats() const noexcept = 0;
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }
};

}  // namespace nmsgxx
