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
  // What is buffered here must be seen by at_hand().
  if (stream != nullptr) std::setvbuf(stream, nullptr, _IONBF, 0);
  return stream;
}

bool WaitingFile::at_hand() const noexcept {
  return begin_ < end_ || wait_readable(descriptor_.get(), wakeup_, std::chrono::milliseconds(0)) == Wait::ready;
}

ssize_t WaitingFile::read_cookie(void* self, char* out, std::size_t size) noexcept {
  return static_cast<WaitingFile*>(self)->read_some(out, size);
}

// Zero, the stream's end, when the wake-up was set as well.
ssize_t WaitingFile::read_some(char* out, std::size_t size) noexcept {
  if (begin_ == end_ && !refill()) {
    errno = error_;
    return error_ != 0 ? -1 : 0;
  }
  const std::size_t octets = std::min(size, end_ - begin_);
  std::memcpy(out, room_.data() + begin_, octets);
  begin_ += octets;
  return static_cast<ssize_t>(octets);
}

bool WaitingFile::refill() noexcept {
  while (wait_readable(descriptor_.get(), wakeup_) == Wait::ready) {
    const ssize_t octets = read(descriptor_.get(), room_.data(), room_.size());
    if (octets < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (octets < 0) error_ = errno;
    begin_ = 0;
    end_ = octets > 0 ? static_cast<std::size_t>(octets) : 0;
    octets_.add(end_);
    return end_ > 0;
  }
  return false;
}

}  // namespace nmsgxx::io
