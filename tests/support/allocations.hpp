#pragma once

#include <cstddef>

namespace nmsgxx::test {

/// What went through operator new since the last reset().  Only in executables that link allocations.cpp.
struct Allocations {
  std::size_t calls = 0;
  std::size_t bytes = 0;  ///< asked for, in all
  std::size_t largest = 0;
  std::size_t live = 0;  ///< octets that are held now
  std::size_t peak = 0;

  /// Starts again from what is held now.
  static void reset() noexcept;
  static Allocations since_reset() noexcept;
};

}  // namespace nmsgxx::test
