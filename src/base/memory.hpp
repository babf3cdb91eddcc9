#pragma once

#include <cstddef>
#include <new>

namespace nmsgxx::base {

/// The most bytes that a buffer keeps for reuse from one message to the next.
inline constexpr std::size_t kKeptMemory = std::size_t{1} << 20;

/// Empties a vector or a string.  Frees its memory if a large message has made it larger than kKeptMemory.
template <class Buffer>
void recycle(Buffer& buffer) noexcept {
  buffer.clear();
  if (buffer.capacity() * sizeof(buffer[0]) > kKeptMemory) Buffer().swap(buffer);
}

/// Does what operator new does when there is no memory.  Must be called when a C library could not allocate any.
[[noreturn]] inline void report_out_of_memory() {
  if (const auto handler = std::get_new_handler(); handler != nullptr) handler();
  throw std::bad_alloc();
}

}  // namespace nmsgxx::base
