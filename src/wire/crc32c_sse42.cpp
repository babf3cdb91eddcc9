#if defined(__x86_64__)

#include <nmmintrin.h>

#include <cstddef>

#include "wire/crc32c.hpp"
#include "wire/fixed.hpp"

namespace nmsgxx::wire {

bool have_crc32c_sse42() noexcept {
  return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(Bytes bytes) noexcept {
  std::uint64_t crc = 0xFFFFFFFF;
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) crc = _mm_crc32_u64(crc, load_little<std::uint64_t>(at));
  auto low = static_cast<std::uint32_t>(crc);
  if (left >= 4) {
    low = _mm_crc32_u32(low, load_little<std::uint32_t>(at));
    at += 4;
    left -= 4;
  }
  for (; left > 0; ++at, --left) low = _mm_crc32_u8(low, static_cast<std::uint8_t>(*at));
  return ~low;
}

}  // namespace nmsgxx::wire

#endif
