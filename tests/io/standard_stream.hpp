#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "io/descriptor.hpp"

namespace nmsgxx::test {

/// For as long as it lives, standard input or output is another descriptor.
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
