#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include "container/grow_buffer.hpp"
#include "container/packer.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/writer.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::container {

/// Makes of a filled container what goes out: compressed if asked for, with a header, in fragments where it is too large.
class Emitter {
 public:
  explicit Emitter(const WriterOptions& options);

  /// The work that does not look at the sink: compresses.
  ///
  /// @param fast  in less time, to a little more
  void prepare(Filled& filled, bool fast = false);
  /// Writes what was prepared last, which leaves the container empty.
  Result<void> write(Filled& filled, Sink& sink);

 private:
  std::size_t piece_size() const noexcept;
  Result<void> write_framed(GrowBuffer& container, std::uint8_t flags, Sink& sink);
  Result<void> write_cut(GrowBuffer& container, Sink& sink);
  Result<void> write_fragment(Bytes piece, std::uint32_t id, std::size_t current, std::size_t last, std::uint32_t crc,
                              Sink& sink);

  WriterOptions options_;
  std::optional<wire::Deflater> deflater_;
  std::optional<wire::Deflater> fast_deflater_;
  GrowBuffer deflated_;  // room for the header, the inflated size, the stream
  GrowBuffer fragment_;
  // None for each thread: the system ends a process that has no memory for what a thread must destroy.
  std::optional<std::random_device> random_;
};

}  // namespace nmsgxx::container
