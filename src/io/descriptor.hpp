#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace nmsgxx {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  int get() const noexcept { return number_; }
  /// Whether the system had nothing to say against it.
  bool close() noexcept { return ::close(release()) == 0 || errno == EINTR; }  // that is closed on Linux, see close(2)
  int release() noexcept { return std::exchange(number_, -1); }
  explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  void reset() noexcept {
    if (number_ >= 0) ::close(number_);
  }

  int number_ = -1;
};

}  // namespace nmsgxx
