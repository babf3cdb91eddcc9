#pragma once

#include <cstddef>

namespace nmsgxx::base {

/// Memory that may be kept from message to message, of each buffer.
inline constexpr std::size_t kKeptMemory = std::size_t{1} << 20;

/// Empties a vector or a string, and gives back what a large message has taken.
template <class Buffer>
void recycle(Buffer& buffer) noexcept {
  buffer.clear();
  if (buffer.capacity() * sizeof(buffer[0]) > kKeptMemory) Buffer().swap(buffer);
}

}  // namespace nmsgxx::base
