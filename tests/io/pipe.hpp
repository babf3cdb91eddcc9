#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "io/descriptor.hpp"
#include "nmsgxx/bytes.hpp"
#include "wire/octets.hpp"

namespace nmsgxx::test {

/// Both ends of a pipe; assigning {} to one closes it.
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

/// Writes all, to a descriptor that blocks.
inline void put(const Descriptor& to, Bytes octets) {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(to.get(), octets.data(), octets.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw std::system_error(errno, std::generic_category(), "write");
    octets = octets.subspan(static_cast<std::size_t>(wrote));
  }
}

/// Reads up to the end, `piece` octets at a time.
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

}  // namespace nmsgxx::test
