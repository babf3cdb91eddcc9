#pragma once

#include <cstddef>

namespace nmsgxx::test {

/// Statistics of operator new since the last reset().  Only for executables that link allocations.cpp.
///
/// Threads: tests that use it must have one thread.
struct Allocations {
  std::size_t calls = 0;
  std::size_t bytes = 0;  ///< requested, in total
  std::size_t largest = 0;
  std::size_t live = 0;  ///< bytes allocated and not freed
  std::size_t peak = 0;

  /// Restarts counting.  Memory that is allocated now does not count as live.
  static void reset() noexcept;
  static Allocations since_reset() noexcept;
};

}  // namespace nmsgxx::test
