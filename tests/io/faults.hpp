#pragma once

#include <cstddef>
#include <string>

namespace nmsgxx::test {

/// What goes wrong with system calls.  Only in executables that link faults.cpp.
struct Faults {
  std::string call;             ///< read, write, poll, recvmmsg or sendmmsg
  int error = 0;                ///< the errno of those that fail; 0: none fails
  std::size_t first = 0;        ///< the number of the first that fails, from 0
  std::size_t count = 1;        ///< so many in a row
  std::size_t most_octets = 0;  ///< reads and writes are of so many octets at most; 0: of any number

  /// From now on; those of `call` are counted from 0.
  static void begin(const Faults& faults);
  static void end();
  static std::size_t calls();
};

}  // namespace nmsgxx::test
