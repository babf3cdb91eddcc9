#pragma once

#include <cstddef>
#include <vector>

namespace nmsgxx::message {

/// Memory that may be kept from message to message, of each buffer.
inline constexpr std::size_t kKeptMemory = std::size_t{1} << 20;

/// Empties a buffer, and gives back what a large message has taken.
template <class T>
void recycle(std::vector<T>& buffer) noexcept {
  buffer.clear();
  if (buffer.capacity() * sizeof(T) > kKeptMemory) std::vector<T>().swap(buffer);
}

}  // namespace nmsgxx::message
