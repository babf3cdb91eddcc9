#pragma once

#include <nmmintrin.h>

#include <cstddef>
#include <cstdint>

#include "wire/fixed.hpp"

namespace nmsgxx::wire {

/// Goes on with a CRC octet by octet, eight at a time.
///
/// @param crc  not yet inverted
__attribute__((target("sse4.2,crc32"))) inline std::uint32_t crc32c_rest(std::uint64_t crc, const std::byte* at,
                                                                         std::size_t left) noexcept {
  constexpr std::size_t kUnrolled = 8 * sizeof(std::uint64_t);
  for (; left >= kUnrolled; at += kUnrolled, left -= kUnrolled) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kUnrolled; i += 8) crc = _mm_crc32_u64(crc, load_little<std::uint64_t>(at + i));
  }
  for (; left >= 8; at += 8, left -= 8) crc = _mm_crc32_u64(crc, load_little<std::uint64_t>(at));
  auto low = static_cast<std::uint32_t>(crc);
  if (left >= 4) {
    low = _mm_crc32_u32(low, load_little<std::uint32_t>(at));
    at += 4;
    left -= 4;
  }
  for (; left > 0; ++at, --left) low = _mm_crc32_u8(low, static_cast<std::uint8_t>(*at));
  return low;
}

}  // namespace nmsgxx::wire
