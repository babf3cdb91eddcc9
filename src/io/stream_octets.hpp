#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "io/descriptor.hpp"
#include "io/mapped_window.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::io {

/// The octets that a batch of a stream looks at.
struct StreamStorage final : ContainerBatch::Storage {
  std::shared_ptr<std::vector<std::byte>> read = std::make_shared<std::vector<std::byte>>();
  std::shared_ptr<const MappedWindow> window;
  std::vector<std::vector<std::byte>> joined;  // of fragments
  std::deque<Refusal> refusals;
};

/// Octets of a stream that were read and not yet taken.  They belong to one storage after the other.
///
/// However little is taken before more is wanted, the octets that are read again or moved are a small multiple of the stream's:
/// a damaged stream may have headers close together that each want octets from far away.
class StreamOctets {
 public:
  virtual ~StreamOctets() = default;

  Bytes unread() const noexcept { return unread_; }
  void take(std::size_t octets) noexcept {
    unread_ = unread_.subspan(octets);
    offset_ += octets;
  }
  /// Of the first that is unread, in the stream.
  std::uint64_t offset() const noexcept { return offset_; }
  /// Nothing is behind what is unread.
  bool at_end() const noexcept { return at_end_; }

  /// Makes the storage the one that what is read from now on belongs to.
  virtual void begin(StreamStorage& storage) = 0;
  /// Reads until `wanted` octets are unread, or some of them, or the end is reached.  What was taken from this storage is
  /// gone.
  ///
  /// @return false when the wake-up came first
  virtual Result<bool> more(std::size_t wanted) = 0;
  /// Leaves the storage alone from now on.
  virtual void end() = 0;
  /// An error when octets that were given were not there any more.
  virtual Result<void> verify() const { return {}; }
  /// The same, or when the end was reached before the place where it was when reading began.
  virtual Result<void> verify_end() const { return verify(); }

 protected:
  explicit StreamOctets(std::uint64_t offset) noexcept : offset_(offset) {}

  Bytes unread_;
  std::uint64_t offset_;
  bool at_end_ = false;
};

/// Of a pipe, a terminal, a device.
std::unique_ptr<StreamOctets> make_pipe_octets(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup);

/// Of a regular file, whose first octets were read perhaps.
///
/// @param map  in windows of the file rather than by copies
std::unique_ptr<StreamOctets> make_file_octets(Descriptor descriptor, std::uint64_t head_octets, bool map);

}  // namespace nmsgxx::io
