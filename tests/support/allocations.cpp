#include "support/allocations.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace nmsgxx::test {
namespace {

Allocations total;
std::size_t base = 0;

void* allocate(std::size_t size) noexcept {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) return nullptr;
  ++total.calls;
  total.bytes += size;
  total.largest = std::max(total.largest, size);
  total.live += malloc_usable_size(memory);
  total.peak = std::max(total.peak, total.live);
  return memory;
}

void release(void* memory) noexcept {
  if (memory != nullptr) total.live -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void Allocations::reset() noexcept {
  base = total.live;
  total.calls = 0;
  total.bytes = 0;
  total.largest = 0;
  total.peak = total.live;
}

Allocations Allocations::since_reset() noexcept {
  return {total.calls, total.bytes, total.largest, total.live - base, total.peak - base};
}

}  // namespace nmsgxx::test

void* operator new(std::size_t size) {
  void* memory = nmsgxx::test::allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return nmsgxx::test::allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return nmsgxx::test::allocate(size);
}
void operator delete(void* memory) noexcept {
  nmsgxx::test::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  nmsgxx::test::release(memory);
}
void operator delete[](void* memory) noexcept {
  nmsgxx::test::release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  nmsgxx::test::release(memory);
}
