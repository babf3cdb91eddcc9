#pragma once

#include <new>

namespace nmsgxx::base {

/// What operator new does, where a C library had no memory.
[[noreturn]] inline void refuse_memory() {
  if (const auto handler = std::get_new_handler(); handler != nullptr) handler();
  throw std::bad_alloc();
}

}  // namespace nmsgxx::base
