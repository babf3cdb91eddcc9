#include "wire/crc32c.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace nmsgxx::wire {
namespace {

struct Kernels {
  std::array<Crc32cKernel, 4> all;
  std::size_t size = 0;

  void add(const char* name, std::uint32_t (*crc)(Bytes) noexcept) noexcept { all[size++] = {name, crc}; }
};

Kernels find_kernels() noexcept {
  Kernels found;
#if defined(__x86_64__)
  if (have_crc32c_vpclmul()) found.add("vpclmul", crc32c_vpclmul);
  if (have_crc32c_pclmul()) found.add("pclmul", crc32c_pclmul);
  if (have_crc32c_sse42()) found.add("sse42", crc32c_sse42);
#elif defined(__aarch64__)
  if (have_crc32c_armv8()) found.add("armv8", crc32c_armv8);
#endif
  found.add("portable", crc32c_portable);
  return found;
}

using Kernel = std::uint32_t (*)(Bytes) noexcept;

std::uint32_t choose_and_compute(Bytes bytes) noexcept;

// Its first value chooses: a call costs no more than a jump.
std::atomic<Kernel> g_kernel{choose_and_compute};

std::uint32_t choose_and_compute(Bytes bytes) noexcept {
  g_kernel.store(crc32c_kernels().front().crc, std::memory_order_relaxed);
  return crc32c(bytes);
}

}  // namespace

std::span<const Crc32cKernel> crc32c_kernels() noexcept {
  static const Kernels found = find_kernels();
  return std::span(found.all).first(found.size);
}

std::uint32_t crc32c(Bytes bytes) noexcept {
  return g_kernel.load(std::memory_order_relaxed)(bytes);
}

}  // namespace nmsgxx::wire
