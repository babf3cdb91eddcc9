#include "wire/crc32c.hpp"

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

}  // namespace

std::uint32_t crc32c(Bytes bytes) noexcept {
  static const Kernel kernel = choose();
  return kernel(bytes);
}

}  // namespace nmsgxx::wire
