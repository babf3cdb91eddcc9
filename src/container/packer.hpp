#pragma once

#include <cstddef>
#include <cstdint>

#include "container/grow_buffer.hpp"
#include "container/payload_run.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::container {

/// Room for a header and a container's body, not compressed.
struct Filled {
  GrowBuffer octets;
  std::size_t payloads = 0;
  bool too_large = false;  ///< for one container: must be sent in fragments unless compression makes it small enough
};

/// Takes filled containers.
class FilledSink {
 public:
  virtual ~FilledSink() = default;
  /// @param filled  may be swapped with another one
  virtual Result<void> take(Filled& filled) = 0;
};

/// Packs payloads into containers of at most the limit, as libnmsg does.
///
/// Errors:  those of the sink, which lose the container that was full.
/// Threads: one at a time.
class Packer {
 public:
  /// @param sink  must outlive the packer
  Packer(const WriterOptions& options, FilledSink& sink);

  /// Adds a copy of the payload, and the CRC of its message.
  Result<void> add(const PayloadView& payload);
  /// Adds all payloads of the run, as if one by one.
  Result<void> add(const PayloadRun& run);
  /// Passes the container that is being filled to the sink, if it has a payload.
  Result<void> flush();

  bool empty() const noexcept { return crcs_.size() == 0; }
  /// Returns how many containers the sink has taken.
  std::uint64_t containers() const noexcept { return containers_; }

 private:
  void clear();
  bool is_full_for(std::size_t size) const noexcept;
  bool is_too_large() const noexcept;
  bool must_go() const noexcept;
  void append(const PayloadRun& run, std::size_t from, std::size_t to);
  Result<void> pass_on(bool too_large);

  WriterOptions options_;
  FilledSink& sink_;
  std::uint64_t sequence_id_;
  std::uint32_t sequence_ = 0;
  Filled filled_;
  GrowBuffer crcs_;  // encoded; they follow the payloads
  std::size_t estimate_ = 0;
  std::uint64_t containers_ = 0;
};

}  // namespace nmsgxx::container
