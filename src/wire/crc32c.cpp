#include "wire/crc32c.hpp"

#include <atomic>

namespace nmsgxx::wire {
namespace {

using Kernel = std::uint32_t (*)(Bytes) noexcept;

Kernel choose() noexcept {
#if defined(__x86_64__)
  if (have_crc32c_vpclmul()) return crc32c_vpclmul;
  if (have_crc32c_sse42()) return crc32c_sse42;
#endif
  return crc32c_portable;
}

std::uint32_t choose_and_compute(Bytes bytes) noexcept;

// Its first value chooses: a call costs no more than a jump.
std::atomic<Kernel> g_kernel{choose_and_compute};

std::uint32_t choose_and_compute(Bytes bytes) noexcept {
  g_kernel.store(choose(), std::memory_order_relaxed);
  return crc32c(bytes);
}

}  // namespace

std::uint32_t crc32c(Bytes bytes) noexcept {
  return g_kernel.load(std::memory_order_relaxed)(bytes);
}

}  // namespace nmsgxx::wire
