#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/assert.hpp"
#include "io/descriptor.hpp"
#include "io/mapped_window.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::io {

/// The memory that the containers of a batch point into, when they come from a file or pipe.
struct StreamStorage final : ContainerBatch::Storage {
  std::shared_ptr<std::vector<std::byte>> read = std::make_shared<std::vector<std::byte>>();
  std::shared_ptr<const MappedWindow> window;
  std::vector<std::vector<std::byte>> joined;  // bodies that were joined of fragments
  std::deque<Refusal> refusals;
};

/// The bytes of a stream that were read and not yet taken. They lie in the storage of the batch that is being filled: each
/// batch begins with attach() and ends with detach().
///
/// However little is taken before more is wanted, the bytes that are read again or moved are a small multiple of the stream's.
/// This matters for a damaged stream, which may have headers close together that each claim a large container.
class StreamBuffer {
 public:
  virtual ~StreamBuffer() = default;

  Bytes unread() const noexcept { return unread_; }
  /// Removes bytes from the front.
  void take(std::size_t bytes) noexcept {
    NMSGXX_ASSERT(bytes <= unread_.size());
    unread_ = unread_.subspan(bytes);
    offset_ += bytes;
  }
  /// Returns the offset of the first unread byte in the stream.
  std::uint64_t offset() const noexcept { return offset_; }
  /// Returns whether the stream has nothing after the unread bytes.
  bool at_end() const noexcept { return at_end_; }

  /// Lets the storage have what is read from now on, and what is unread.
  virtual void attach(StreamStorage& storage) = 0;
  /// Reads until `wanted` bytes are unread, or at least one more, or the end is reached. Bytes that were taken since attach()
  /// become invalid.
  ///
  /// @return false when the wake-up came first
  virtual Result<bool> fill(std::size_t wanted) = 0;
  /// Leaves the storage, and what was taken since attach(), as it is.
  virtual void detach() = 0;
  /// Returns an error if bytes that were handed out had disappeared from the file.
  virtual Result<void> verify() const { return {}; }
  /// Returns an error if verify() does, or if the file ends before the place where it ended when it was opened.
  virtual Result<void> verify_end() const { return verify(); }

 protected:
  Bytes unread_;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

/// Reads a pipe, a terminal or a device.
///
/// @param head  bytes that were already read from the descriptor
std::unique_ptr<StreamBuffer> make_pipe_buffer(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup);

/// Reads a regular file.
///
/// @param head_size  how many bytes before the descriptor's offset belong to the stream
/// @param map        in mapped windows rather than by copies
std::unique_ptr<StreamBuffer> make_file_buffer(Descriptor descriptor, std::uint64_t head_size, bool map);

}  // namespace nmsgxx::io
