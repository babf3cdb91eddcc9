#pragma once

#include <cstddef>
#include <cstdint>

#include "container/grow_buffer.hpp"
#include "container/payload_run.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::container {

/// A container's body behind room for a header, as it is before compression.
struct Filled {
  GrowBuffer octets;
  std::size_t payloads = 0;
  bool too_large = false;  ///< for one container: it goes out in fragments unless compression helps
};

/// Where filled containers go.
class FilledSink {
 public:
  virtual ~FilledSink() = default;
  /// @param filled  to be swapped with another one, or left
  virtual Result<void> take(Filled& filled) = 0;
};

/// Packs payloads into containers of at most the limit, as libnmsg does.
///
/// Errors: those of the sink; nothing is kept then of the container that was full.
class Packer {
 public:
  /// @param sink  outlives the packer
  Packer(const WriterOptions& options, FilledSink& sink);

  /// Adds a copy, with a CRC of its own.
  Result<void> add(const PayloadView& payload);
  /// Adds them all, as if one by one.
  Result<void> add(const PayloadRun& run);
  /// Hands on the container that is being filled, if it holds a payload.
  Result<void> flush();

  bool empty() const noexcept { return crcs_.size() == 0; }
  /// Taken by the sink so far.
  std::uint64_t containers() const noexcept { return containers_; }

 private:
  void clear();
  bool is_full_for(std::size_t size) const noexcept;
  bool is_too_large() const noexcept;
  bool must_go() const noexcept;
  void append(const PayloadRun& run, std::size_t from, std::size_t to);
  Result<void> hand_on(bool too_large);

  WriterOptions options_;
  FilledSink& sink_;
  std::uint64_t sequence_id_;
  std::uint32_t sequence_ = 0;
  Filled filled_;
  GrowBuffer crcs_;  // encoded, to go behind the payloads
  std::size_t estimate_ = 0;
  std::uint64_t containers_ = 0;
};

}  // namespace nmsgxx::container
