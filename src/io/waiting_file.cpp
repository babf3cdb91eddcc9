#include "io/waiting_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace nmsgxx::io {

WaitingFile::WaitingFile(Descriptor descriptor, std::vector<std::byte> head, bool regular, const Wakeup& wakeup,
                         Counter& octets)
    : wakeup_(wakeup), octets_(octets) {
  if (regular) {
    file_ = make_file_octets(std::move(descriptor), head.size(), true);
    file_->begin(storage_);
    return;
  }
  descriptor_ = std::move(descriptor);
  end_ = head.size();
  octets_.add(end_);
  size_ = std::max(end_, kRoom);
  room_ = std::make_unique_for_overwrite<std::byte[]>(size_);
  std::ranges::copy(head, room_.get());
}

std::FILE* WaitingFile::stream() {
  cookie_io_functions_t functions{};
  functions.read = read_cookie;
  functions.seek = tell_cookie;
  stream_ = fopencookie(this, "rb", functions);
  if (stream_ != nullptr) std::setvbuf(stream_, nullptr, _IOFBF, kStreamRoom);
  return stream_;
}

ssize_t WaitingFile::read_cookie(void* self, char* out, std::size_t size) noexcept {
  return static_cast<WaitingFile*>(self)->read_some(out, size);
}

// For ftello(), which takes off what is in the stream's buffer.
int WaitingFile::tell_cookie(void* self, off64_t* offset, int whence) noexcept {
  if (whence != SEEK_CUR || *offset != 0) return -1;
  *offset = static_cast<off64_t>(static_cast<WaitingFile*>(self)->taken_);
  return 0;
}

Bytes WaitingFile::unread() noexcept {
  if (file_) return {};
  const off_t used = stream_ == nullptr ? 0 : ftello(stream_);
  const std::uint64_t buffered = taken_ - static_cast<std::uint64_t>(used);
  begin_ = given_ - buffered;
  return {room_.get() + begin_, end_ - begin_};
}

// Zero, the stream's end, when the wake-up was set as well.
ssize_t WaitingFile::read_some(char* out, std::size_t size) noexcept {
  if (file_) return read_file(out, size);
  if (given_ == end_) {
    begin_ = given_;  // the stream asks once its buffer is empty
    if (!wait_and_read()) {
      errno = error_;
      return error_ != 0 ? -1 : 0;
    }
  }
  const std::size_t octets = std::min(size, end_ - given_);
  std::memcpy(out, room_.get() + given_, octets);
  given_ += octets;
  taken_ += octets;
  return static_cast<ssize_t>(octets);
}

ssize_t WaitingFile::read_file(char* out, std::size_t size) noexcept {
  if (wakeup_.is_set()) return 0;
  if (file_->unread().empty() && !file_->more(1)) {
    errno = EIO;
    return -1;
  }
  const Bytes there = file_->unread();
  const std::size_t octets = std::min({size, there.size(), taken_ < kFirstRead ? kFirstRead - taken_ : size});
  if (octets > 0) std::memcpy(out, there.data(), octets);
  skip_of_file(octets);
  at_end_ = octets == 0;
  return static_cast<ssize_t>(octets);
}

Bytes WaitingFile::more_of_file(std::size_t wanted) noexcept {
  if (!file_ || wakeup_.is_set() || !file_->more(wanted)) return {};
  return file_->unread();
}

void WaitingFile::skip_of_file(std::size_t octets) noexcept {
  file_->take(octets);
  taken_ += octets;
  octets_.add(octets);
}

bool WaitingFile::wait_and_read() noexcept {
  while (!at_end_ && error_ == 0 && wait_readable(descriptor_.get(), wakeup_) == Wait::ready) {
    if (read_more()) return true;
  }
  return false;
}

bool WaitingFile::read_ahead() noexcept {
  if (at_end_ || error_ != 0 || unread().size() == size_) return false;
  return wait_readable(descriptor_.get(), wakeup_, std::chrono::milliseconds(0)) == Wait::ready && read_more();
}

// Behind what is unread.  False when nothing came: the end, an error, an interruption.
bool WaitingFile::read_more() noexcept {
  std::memmove(room_.get(), room_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  given_ -= begin_;
  begin_ = 0;
  const ssize_t octets = read(descriptor_.get(), room_.get() + end_, std::min(kReadSize, size_ - end_));
  if (octets < 0 && errno != EINTR && errno != EAGAIN) error_ = errno;
  if (octets == 0) at_end_ = true;
  if (octets <= 0) return false;
  end_ += static_cast<std::size_t>(octets);
  octets_.add(static_cast<std::uint64_t>(octets));
  return true;
}

}  // namespace nmsgxx::io
