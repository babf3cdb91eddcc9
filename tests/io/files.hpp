#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::test {

/// A file with these octets that goes away.
class TemporaryFile {
 public:
  explicit TemporaryFile(Bytes octets = {}) {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0 || ::write(descriptor, octets.data(), octets.size()) != static_cast<ssize_t>(octets.size())) {
      throw std::runtime_error("no temporary file");
    }
    close(descriptor);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const noexcept { return path_; }
  int open() const { return ::open(path_.c_str(), O_RDONLY | O_CLOEXEC); }

 private:
  std::string path_ = "/tmp/nmsgxx-test-XXXXXX";
};

/// A pipe whose reading end is given away.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int take_reader() noexcept { return std::exchange(ends_[0], -1); }
  int take_writer() noexcept { return std::exchange(ends_[1], -1); }
  int reader() const noexcept { return ends_[0]; }
  void close_writer() noexcept { close(take_writer()); }
  void write(Bytes octets) const {
    if (::write(ends_[1], octets.data(), octets.size()) != static_cast<ssize_t>(octets.size())) {
      throw std::runtime_error("short write");
    }
  }

 private:
  std::array<int, 2> ends_{};
};

}  // namespace nmsgxx::test
