#if defined(__x86_64__)

#include "wire/crc32c.hpp"
#include "wire/crc32c_x86.hpp"

namespace nmsgxx::wire {

bool have_crc32c_sse42() noexcept {
  return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2,crc32"))) std::uint32_t crc32c_sse42(Bytes bytes) noexcept {
  return ~crc32c_rest(0xFFFFFFFF, bytes.data(), bytes.size());
}

}  // namespace nmsgxx::wire

#endif
