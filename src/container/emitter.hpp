#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include "container/fragment.hpp"
#include "container/grow_buffer.hpp"
#include "container/packer.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/writer.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::container {

/// Compresses filled containers if asked to, and writes them with a header, in fragments if they are too large.
///
/// Threads: one at a time.
class Emitter {
 public:
  explicit Emitter(const WriterOptions& options);

  /// Compresses the container if the options ask for it.  It is separate from write() because it needs no sink and may run on
  /// another thread.
  ///
  /// @param fast  takes less time and gives slightly larger containers
  void prepare(Filled& filled, bool fast = false);
  /// Writes the container that was prepared last, and empties it.
  ///
  /// Errors: those of the sink.
  Result<void> write(Filled& filled, Sink& sink);

 private:
  std::size_t piece_size() const noexcept;
  Result<void> write_with_header(GrowBuffer& container, std::uint8_t flags, Sink& sink);
  Result<void> write_fragments(const GrowBuffer& container, Sink& sink);

  WriterOptions options_;
  std::optional<wire::Deflater> deflater_;
  std::optional<wire::Deflater> fast_deflater_;
  GrowBuffer deflated_;  // room for the header, the inflated size, the stream
  GrowBuffer fragment_;  // room for the header, a fragment
  // Not thread_local: the system ends a process that has no memory to register a thread's destructors.
  std::optional<std::random_device> random_;
};

}  // namespace nmsgxx::container
