#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "io/descriptor.hpp"
#include "nmsgxx/bytes.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// Both ends of a pipe.
struct Pipe {
  Descriptor reading;
  Descriptor writing;

  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    reading = Descriptor(ends[0]);
    writing = Descriptor(ends[1]);
  }
  void close_writing() { writing = Descriptor(); }
  void close_reading() { reading = Descriptor(); }
};

/// Writes all bytes to a descriptor that blocks.
inline void put(const Descriptor& to, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(to.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw std::system_error(errno, std::generic_category(), "write");
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
}

/// Reads to the end, at most `piece` bytes at a time.
inline Octets drain(const Descriptor& from, std::size_t piece = 65536) {
  Octets all;
  while (true) {
    const std::size_t before = all.size();
    all.resize(before + piece);
    const ssize_t got = ::read(from.get(), all.data() + before, piece);
    all.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "read");
    if (got == 0) return all;
  }
}

/// Replaces standard input or output by another descriptor for as long as it lives.
class StandardStream {
 public:
  StandardStream(int number, const Descriptor& now) : number_(number) {
    std::fflush(nullptr);
    before_ = Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 3));
    dup2(now.get(), number);
  }
  ~StandardStream() { dup2(before_.get(), number_); }
  StandardStream(const StandardStream&) = delete;
  StandardStream& operator=(const StandardStream&) = delete;

 private:
  int number_;
  Descriptor before_;
};

}  // namespace nmsgxx::test
