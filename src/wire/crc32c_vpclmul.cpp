#if defined(__x86_64__)

#if !defined(__clang__)
// g++ 12 warns of its own intrinsics (https://gcc.gnu.org/PR105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include <cstddef>

#include "wire/crc32c.hpp"
#include "wire/crc32c_fold.hpp"
#include "wire/crc32c_x86.hpp"

#define NMSGXX_VPCLMUL __attribute__((target("sse4.2,crc32,pclmul,avx2,avx512f,avx512vl,vpclmulqdq")))

namespace nmsgxx::wire {
namespace {

constexpr std::size_t kLane = sizeof(__m128i);
constexpr std::size_t kBlock = sizeof(__m512i);

constexpr std::size_t kWorthwhile = 2 * kBlock;

constexpr FoldBy kByBlock = fold_by(kBlock);
constexpr FoldBy kByTwoBlocks = fold_by(2 * kBlock);
constexpr FoldBy kByLane = fold_by(kLane);
constexpr FoldBy kByTwoLanes = fold_by(2 * kLane);
constexpr FoldBy kByThreeLanes = fold_by(3 * kLane);

NMSGXX_VPCLMUL inline __m512i load(const std::byte* at) noexcept {
  return _mm512_loadu_si512(at);
}
NMSGXX_VPCLMUL inline __m128i load_lane(const std::byte* at) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

NMSGXX_VPCLMUL inline __m128i factors(FoldBy by) noexcept {
  return _mm_set_epi64x(static_cast<long long>(by.high), static_cast<long long>(by.low));
}

NMSGXX_VPCLMUL inline __m512i fold(__m512i block, __m512i by, __m512i next) noexcept {
  constexpr int kXorOfThree = 0x96;
  return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(block, by, 0x00), _mm512_clmulepi64_epi128(block, by, 0x11), next,
                                   kXorOfThree);
}

NMSGXX_VPCLMUL inline __m128i fold_lane(__m128i lane, __m128i by, __m128i next) noexcept {
  return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(lane, by, 0x00), _mm_clmulepi64_si128(lane, by, 0x11)), next);
}

// Four lanes to one.
NMSGXX_VPCLMUL inline __m128i join(__m512i block) noexcept {
  __m128i lane = _mm512_extracti32x4_epi32(block, 3);
  lane = fold_lane(_mm512_extracti32x4_epi32(block, 2), factors(kByLane), lane);
  lane = fold_lane(_mm512_extracti32x4_epi32(block, 1), factors(kByTwoLanes), lane);
  return fold_lane(_mm512_extracti32x4_epi32(block, 0), factors(kByThreeLanes), lane);
}

}  // namespace

bool have_crc32c_vpclmul() noexcept {
  return __builtin_cpu_supports("sse4.2") != 0 && __builtin_cpu_supports("pclmul") != 0 &&
         __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("vpclmulqdq") != 0;
}

NMSGXX_VPCLMUL std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept {
  std::uint64_t crc = 0xFFFFFFFF;
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  if (left >= kWorthwhile) {
    __m512i block = _mm512_xor_si512(load(at), _mm512_zextsi128_si512(_mm_cvtsi32_si128(-1)));
    // Two chains, so that one multiplies while the other waits.
    __m512i second = load(at + kBlock);
    const __m512i by_two = _mm512_broadcast_i32x4(factors(kByTwoBlocks));
    for (at += 2 * kBlock, left -= 2 * kBlock; left >= 2 * kBlock; at += 2 * kBlock, left -= 2 * kBlock) {
      block = fold(block, by_two, load(at));
      second = fold(second, by_two, load(at + kBlock));
    }
    const __m512i by_block = _mm512_broadcast_i32x4(factors(kByBlock));
    block = fold(block, by_block, second);
    for (; left >= kBlock; at += kBlock, left -= kBlock) block = fold(block, by_block, load(at));
    __m128i lane = join(block);
    for (; left >= kLane; at += kLane, left -= kLane) lane = fold_lane(lane, factors(kByLane), load_lane(at));
    crc = _mm_crc32_u64(0, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 0)));
    crc = _mm_crc32_u64(crc, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 1)));
  }
  return ~crc32c_rest(crc, at, left);
}

}  // namespace nmsgxx::wire

#endif
