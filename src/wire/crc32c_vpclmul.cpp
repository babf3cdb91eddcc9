#if defined(__x86_64__)

#if !defined(__clang__)
// g++ 12 warns of its own intrinsics (https://gcc.gnu.org/PR105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include <cstddef>

#include "wire/crc32c.hpp"
#include "wire/crc32c_x86.hpp"

#define NMSGXX_VPCLMUL __attribute__((target("sse4.2,crc32,pclmul,avx2,avx512f,avx512vl,vpclmulqdq")))

namespace nmsgxx::wire {
namespace {

constexpr std::size_t kBlock = sizeof(__m512i);

NMSGXX_VPCLMUL inline __m512i load(const std::byte* at) noexcept {
  return _mm512_loadu_si512(at);
}

NMSGXX_VPCLMUL inline __m512i fold(__m512i block, __m512i by, __m512i next) noexcept {
  constexpr int kXorOfThree = 0x96;
  return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(block, by, 0x00), _mm512_clmulepi64_epi128(block, by, 0x11), next,
                                   kXorOfThree);
}

NMSGXX_VPCLMUL inline __m512i four_times(FoldBy by) noexcept {
  return _mm512_broadcast_i32x4(factors(by));
}

}  // namespace

bool have_crc32c_vpclmul() noexcept {
  return have_crc32c_pclmul() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("vpclmulqdq") != 0;
}

NMSGXX_VPCLMUL std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept {
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  if (left < 2 * kBlock) return ~crc32c_rest(0xFFFFFFFF, at, left);
  __m512i block = _mm512_xor_si512(load(at), _mm512_zextsi128_si512(_mm_cvtsi32_si128(-1)));
  // Two chains, so that one multiplies while the other waits.
  __m512i second = load(at + kBlock);
  const __m512i by_two = four_times(fold_by(2 * kBlock));
  for (at += 2 * kBlock, left -= 2 * kBlock; left >= 2 * kBlock; at += 2 * kBlock, left -= 2 * kBlock) {
    block = fold(block, by_two, load(at));
    second = fold(second, by_two, load(at + kBlock));
  }
  const __m512i by_block = four_times(fold_by(kBlock));
  block = fold(block, by_block, second);
  for (; left >= kBlock; at += kBlock, left -= kBlock) block = fold(block, by_block, load(at));
  const __m128i lane = join_lanes(_mm512_extracti32x4_epi32(block, 0), _mm512_extracti32x4_epi32(block, 1),
                                  _mm512_extracti32x4_epi32(block, 2), _mm512_extracti32x4_epi32(block, 3));
  return crc32c_of_lane(lane, at, left);
}

}  // namespace nmsgxx::wire

#endif
