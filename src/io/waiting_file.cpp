#include "io/waiting_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace nmsgxx::io {

WaitingFile::WaitingFile(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup, Counter& octets)
    : descriptor_(std::move(descriptor)), room_(std::move(head)), end_(room_.size()), wakeup_(wakeup), octets_(octets) {
  octets_.add(end_);
  room_.resize(std::max(end_, kRoom));
}

std::FILE* WaitingFile::stream() {
  cookie_io_functions_t functions{};
  functions.read = read_cookie;
  std::FILE* stream = fopencookie(this, "rb", functions);
  // What would be buffered there, unread() could not tell of.
  if (stream != nullptr) std::setvbuf(stream, nullptr, _IONBF, 0);
  return stream;
}

ssize_t WaitingFile::read_cookie(void* self, char* out, std::size_t size) noexcept {
  return static_cast<WaitingFile*>(self)->read_some(out, size);
}

// Zero, the stream's end, when the wake-up was set as well.
ssize_t WaitingFile::read_some(char* out, std::size_t size) noexcept {
  if (begin_ == end_ && !wait_and_read()) {
    errno = error_;
    return error_ != 0 ? -1 : 0;
  }
  const std::size_t octets = std::min(size, end_ - begin_);
  std::memcpy(out, room_.data() + begin_, octets);
  begin_ += octets;
  return static_cast<ssize_t>(octets);
}

bool WaitingFile::wait_and_read() noexcept {
  while (!at_end_ && error_ == 0 && wait_readable(descriptor_.get(), wakeup_) == Wait::ready) {
    if (read_more()) return true;
  }
  return false;
}

bool WaitingFile::read_ahead() noexcept {
  if (at_end_ || error_ != 0 || end_ - begin_ == room_.size()) return false;
  return wait_readable(descriptor_.get(), wakeup_, std::chrono::milliseconds(0)) == Wait::ready && read_more();
}

// Behind what is unread.  False when nothing came: the end, an error, an interruption.
bool WaitingFile::read_more() noexcept {
  std::memmove(room_.data(), room_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const ssize_t octets = read(descriptor_.get(), room_.data() + end_, room_.size() - end_);
  if (octets < 0 && errno != EINTR && errno != EAGAIN) error_ = errno;
  if (octets == 0) at_end_ = true;
  if (octets <= 0) return false;
  end_ += static_cast<std::size_t>(octets);
  octets_.add(static_cast<std::uint64_t>(octets));
  return true;
}

}  // namespace nmsgxx::io
