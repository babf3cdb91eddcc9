#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "nmsgxx/error.hpp"

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
  /// Returns whether the system reported no error. The descriptor is closed in any case.
  bool close() noexcept { return ::close(release()) == 0 || errno == EINTR; }  // on Linux EINTR has closed it, see close(2)
  int release() noexcept { return std::exchange(number_, -1); }
  explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  void reset() noexcept {
    if (number_ >= 0) ::close(number_);
  }

  int number_ = -1;
};

namespace io {

/// Returns the size of a regular file, or nothing for anything else.
inline std::optional<std::uint64_t> regular_file_size(int descriptor) noexcept {
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

/// Returns the error "what: reason", with the reason that errno holds.
///
/// @param what    what failed, as in "out.nmsg: write failed"
/// @param offset  in the stream that was read
inline tl::unexpected<Error> system_failure(const std::string& what, std::uint64_t offset = 0) {
  return fail(Errc::system, offset, what + ": " + std::generic_category().message(errno));
}

/// Returns the error of a file that lost bytes between being opened and being read.
///
/// @param offset  where its bytes end now
inline tl::unexpected<Error> file_became_shorter(std::uint64_t offset) {
  return fail(Errc::system, offset, "the file became shorter while it was read");
}

}  // namespace io
}  // namespace nmsgxx
