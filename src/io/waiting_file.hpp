#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "io/descriptor.hpp"
#include "io/pcap_records.hpp"
#include "io/stream_octets.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::io {

/// A stdio stream over a descriptor whose reads end when a wake-up is set, for a library that wants to read by itself.
class WaitingFile {
 public:
  /// @param head    octets that were read from the descriptor before
  /// @param octets  counts what is read, the head included
  /// @param regular  a file, which is mapped where that is possible, and never waited for
  WaitingFile(Descriptor descriptor, std::vector<std::byte> head, bool regular, const Wakeup& wakeup, Counter& octets);
  WaitingFile(const WaitingFile&) = delete;
  WaitingFile& operator=(const WaitingFile&) = delete;

  /// The stream.  Who takes it closes it, before this object ends.
  std::FILE* stream();

  /// What was read from the descriptor and not from the stream; of a file nothing.
  Bytes unread() noexcept;
  /// Reads more from the descriptor, if that needs no waiting and there is room.
  bool read_ahead() noexcept;
  /// Of a file: octets that the stream was not given, for who wants to read by himself from there on.  The stream is given the
  /// first `kFirstRead` alone at first.
  Bytes unread_of_file() const noexcept { return file_ ? file_->unread() : Bytes(); }
  /// The same, with `wanted` of them if there are so many.  None when that failed, or the wake-up is set.
  Bytes more_of_file(std::size_t wanted) noexcept;
  void skip_of_file(std::size_t octets) noexcept;
  /// An error when octets that the stream took were not in the file any more.
  Result<void> verify() const { return file_ ? file_->verify() : Result<void>{}; }
  /// An error when the stream took all there is, and the file had more before.
  Result<void> verify_end() const { return file_ && at_end_ ? file_->verify_end() : Result<void>{}; }
  /// The descriptor has nothing more.
  bool at_end() const noexcept { return at_end_; }

  static constexpr std::size_t kFirstRead = PcapRecords::kFileHeader;

 private:
  static ssize_t read_cookie(void* self, char* out, std::size_t size) noexcept;
  static int tell_cookie(void* self, off64_t* offset, int whence) noexcept;
  ssize_t read_some(char* out, std::size_t size) noexcept;
  ssize_t read_file(char* out, std::size_t size) noexcept;
  bool wait_and_read() noexcept;
  bool read_more() noexcept;

  static constexpr std::size_t kRoom = 256 << 10;
  static constexpr std::size_t kReadSize = 64 << 10;  // what a processor's nearest cache takes
  static constexpr std::size_t kStreamRoom = 64 << 10;

  Descriptor descriptor_;
  StreamStorage storage_;
  std::unique_ptr<StreamOctets> file_;  // null for what is no file
  std::FILE* stream_ = nullptr;
  // What was read, kept for as long as the stream has it in its own buffer: from begin_, where it is not, to given_, behind
  // what the stream took, to end_.
  std::unique_ptr<std::byte[]> room_;
  std::size_t size_ = 0;  // of room_
  std::size_t begin_ = 0;
  std::size_t given_ = 0;
  std::size_t end_ = 0;
  std::uint64_t taken_ = 0;  // by the stream in all
  bool at_end_ = false;
  int error_ = 0;
  const Wakeup& wakeup_;
  Counter& octets_;
};

}  // namespace nmsgxx::io
