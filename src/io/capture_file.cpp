#include "io/capture_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "io/pcap_format.hpp"

namespace nmsgxx::io {

CaptureFile::CaptureFile(Descriptor descriptor, std::vector<std::byte> head, bool regular, const Wakeup& wakeup, Counter& bytes)
    : wakeup_(wakeup), bytes_(bytes) {
  if (regular) {
    file_ = make_file_buffer(std::move(descriptor), head.size(), true);
    file_->attach(storage_);
    return;
  }
  descriptor_ = std::move(descriptor);
  end_ = head.size();
  bytes_.add(end_);
  size_ = std::max(end_, kRoom);
  room_ = std::make_unique_for_overwrite<std::byte[]>(size_);
  std::ranges::copy(head, room_.get());
}

std::FILE* CaptureFile::stream() {
  cookie_io_functions_t functions{};
  functions.read = read_cookie;
  functions.seek = tell_cookie;
  stream_ = fopencookie(this, "rb", functions);
  if (stream_ != nullptr) std::setvbuf(stream_, nullptr, _IOFBF, kStreamRoom);
  return stream_;
}

ssize_t CaptureFile::read_cookie(void* self, char* out, std::size_t size) noexcept {
  auto& file = *static_cast<CaptureFile*>(self);
  return file.file_ ? file.give_file_bytes(out, size) : file.give_pipe_bytes(out, size);
}

// ftello() calls this, and subtracts what is still in the stream's buffer.
int CaptureFile::tell_cookie(void* self, off64_t* offset, int whence) noexcept {
  if (whence != SEEK_CUR || *offset != 0) return -1;
  *offset = static_cast<off64_t>(static_cast<CaptureFile*>(self)->given_to_stream_);
  return 0;
}

ssize_t CaptureFile::give_file_bytes(char* out, std::size_t size) noexcept {
  if (wakeup_.is_set()) return 0;
  if (file_->unread().empty() && !file_->fill(1)) {
    errno = EIO;
    return -1;
  }
  const Bytes there = file_->unread();
  const bool in_header = given_to_stream_ < kPcapFileHeader;
  const std::size_t most = in_header ? kPcapFileHeader - given_to_stream_ : size;
  const std::size_t given = std::min({size, there.size(), most});
  if (given > 0) std::memcpy(out, there.data(), given);
  skip_file_bytes(given);
  at_end_ = given == 0;
  return static_cast<ssize_t>(given);
}

Bytes CaptureFile::file_bytes(std::size_t wanted) noexcept {
  if (!file_ || wakeup_.is_set() || !file_->fill(wanted)) return {};
  return file_->unread();
}

void CaptureFile::skip_file_bytes(std::size_t bytes) noexcept {
  NMSGXX_ASSERT(file_ != nullptr);
  file_->take(bytes);
  given_to_stream_ += bytes;
  bytes_.add(bytes);
}

Bytes CaptureFile::pipe_bytes() noexcept {
  if (file_) return {};
  const off_t consumed = stream_ == nullptr ? 0 : ftello(stream_);
  const std::uint64_t buffered = given_to_stream_ - static_cast<std::uint64_t>(consumed);
  begin_ = given_ - buffered;
  return {room_.get() + begin_, end_ - begin_};
}

ssize_t CaptureFile::give_pipe_bytes(char* out, std::size_t size) noexcept {
  if (given_ == end_) {
    begin_ = given_;  // the stream reads only when its own buffer is empty
    if (!wait_and_read_pipe()) {
      errno = error_;
      return error_ != 0 ? -1 : 0;
    }
  }
  const std::size_t given = std::min(size, end_ - given_);
  std::memcpy(out, room_.get() + given_, given);
  given_ += given;
  given_to_stream_ += given;
  return static_cast<ssize_t>(given);
}

bool CaptureFile::wait_and_read_pipe() noexcept {
  while (!at_end_ && error_ == 0 && wait_readable(descriptor_.get(), wakeup_) == Wait::ready) {
    if (read_pipe()) return true;
  }
  return false;
}

bool CaptureFile::read_ahead() noexcept {
  if (at_end_ || error_ != 0 || pipe_bytes().size() == size_) return false;
  return wait_readable(descriptor_.get(), wakeup_, std::chrono::milliseconds(0)) == Wait::ready && read_pipe();
}

// Returns false when nothing was read: at the end, after an error or an interruption.
bool CaptureFile::read_pipe() noexcept {
  std::memmove(room_.get(), room_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  given_ -= begin_;
  begin_ = 0;
  const ssize_t got = read(descriptor_.get(), room_.get() + end_, std::min(kReadSize, size_ - end_));
  if (got < 0 && errno != EINTR && errno != EAGAIN) error_ = errno;
  if (got == 0) at_end_ = true;
  if (got <= 0) return false;
  end_ += static_cast<std::size_t>(got);
  bytes_.add(static_cast<std::uint64_t>(got));
  return true;
}

}  // namespace nmsgxx::io
