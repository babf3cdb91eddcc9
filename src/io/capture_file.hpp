#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "io/descriptor.hpp"
#include "io/stream_buffer.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::io {

/// The bytes of a capture, as the stdio stream that libpcap wants to read.
///
/// A read of the stream waits for the descriptor or for the wake-up, after which the stream is at its end. Around libpcap, the
/// bytes can be seen as well: those of a pipe that libpcap has not consumed, to find out whether it would have to wait, and
/// those of a regular file, which is mapped where that is possible, to read frames without libpcap.
class CaptureFile {
 public:
  /// @param head     bytes that were already read from the descriptor
  /// @param regular  whether it is a regular file
  /// @param bytes    counts what is read, the head included; must outlive this object
  CaptureFile(Descriptor descriptor, std::vector<std::byte> head, bool regular, const Wakeup& wakeup, Counter& bytes);
  CaptureFile(const CaptureFile&) = delete;
  CaptureFile& operator=(const CaptureFile&) = delete;

  /// Opens the stream. The caller must close it before this object is destroyed.
  ///
  /// @return null, with errno set, when the system refuses
  std::FILE* stream();

  /// Returns whether the descriptor has nothing more.
  bool at_end() const noexcept { return at_end_; }

  /// Returns what was read from a pipe and not yet consumed from the stream; nothing for a file.
  Bytes pipe_bytes() noexcept;
  /// Reads more from a pipe, if that needs no waiting and there is room.
  ///
  /// @return false when nothing was read
  bool read_ahead() noexcept;

  /// Returns what was read from a file and not given to the stream; nothing for a pipe. At first the stream is given no more
  /// than the file's header, so that frames can be read from here on.
  Bytes file_bytes() const noexcept { return file_ ? file_->unread() : Bytes(); }
  /// Returns at least `wanted` bytes, unless the file ends before; none when reading fails or the wake-up is set.
  Bytes file_bytes(std::size_t wanted) noexcept;
  void skip_file_bytes(std::size_t bytes) noexcept;
  /// Returns an error if bytes that were handed out had disappeared from the file.
  Result<void> verify() const { return file_ ? file_->verify() : Result<void>{}; }
  /// Returns an error if everything was handed out, but the file had more when it was opened.
  Result<void> verify_end() const { return file_ && at_end_ ? file_->verify_end() : Result<void>{}; }

 private:
  static ssize_t read_cookie(void* self, char* out, std::size_t size) noexcept;
  static int tell_cookie(void* self, off64_t* offset, int whence) noexcept;
  ssize_t give_pipe_bytes(char* out, std::size_t size) noexcept;
  ssize_t give_file_bytes(char* out, std::size_t size) noexcept;
  bool wait_and_read_pipe() noexcept;
  bool read_pipe() noexcept;

  static constexpr std::size_t kRoom = 256 << 10;
  static constexpr std::size_t kReadSize = 64 << 10;  // fits into a processor's nearest cache
  static constexpr std::size_t kStreamRoom = 64 << 10;

  const Wakeup& wakeup_;
  Counter& bytes_;
  std::FILE* stream_ = nullptr;
  std::uint64_t given_to_stream_ = 0;
  bool at_end_ = false;

  // A regular file.
  StreamStorage storage_;
  std::unique_ptr<StreamBuffer> file_;  // null for a pipe

  // A pipe.  The stream has its own buffer, so that what it was given is not all consumed: `room_` holds from begin_ on what is
  // not consumed, from given_ on what the stream was not given, up to end_.
  Descriptor descriptor_;
  std::unique_ptr<std::byte[]> room_;
  std::size_t size_ = 0;  // of room_
  std::size_t begin_ = 0;
  std::size_t given_ = 0;
  std::size_t end_ = 0;
  int error_ = 0;
};

}  // namespace nmsgxx::io
