#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "wire/crc32c_fold.hpp"
#include "base/endian.hpp"

#define NMSGXX_PCLMUL __attribute__((target("avx,crc32,pclmul")))

// What the kernels for x86 share.
namespace nmsgxx::wire {

/// Goes on with a CRC octet by octet, eight at a time.
///
/// @param crc  not yet inverted
__attribute__((target("sse4.2,crc32"))) inline std::uint32_t crc32c_rest(std::uint64_t crc, const std::byte* at,
                                                                         std::size_t left) noexcept {
  constexpr std::size_t kUnrolled = 8 * sizeof(std::uint64_t);
  for (; left >= kUnrolled; at += kUnrolled, left -= kUnrolled) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kUnrolled; i += 8) crc = _mm_crc32_u64(crc, base::load_little<std::uint64_t>(at + i));
  }
  for (; left >= 8; at += 8, left -= 8) crc = _mm_crc32_u64(crc, base::load_little<std::uint64_t>(at));
  auto low = static_cast<std::uint32_t>(crc);
  if (left >= 4) {
    low = _mm_crc32_u32(low, base::load_little<std::uint32_t>(at));
    at += 4;
    left -= 4;
  }
  for (; left > 0; ++at, --left) low = _mm_crc32_u8(low, static_cast<std::uint8_t>(*at));
  return low;
}

inline constexpr std::size_t kLane = sizeof(__m128i);

NMSGXX_PCLMUL inline __m128i load_lane(const std::byte* at) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

NMSGXX_PCLMUL inline __m128i factors(FoldBy by) noexcept {
  return _mm_set_epi64x(static_cast<long long>(by.high), static_cast<long long>(by.low));
}

/// Moves `lane` up to where `next` stands.
NMSGXX_PCLMUL inline __m128i fold_lane(__m128i lane, __m128i by, __m128i next) noexcept {
  return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(lane, by, 0x00), _mm_clmulepi64_si128(lane, by, 0x11)), next);
}

/// Four lanes, the first first, to one.
NMSGXX_PCLMUL inline __m128i join_lanes(__m128i a, __m128i b, __m128i c, __m128i d) noexcept {
  constexpr FoldBy kByLane = fold_by(kLane);
  constexpr FoldBy kByTwoLanes = fold_by(2 * kLane);
  constexpr FoldBy kByThreeLanes = fold_by(3 * kLane);
  return fold_lane(a, factors(kByThreeLanes), fold_lane(b, factors(kByTwoLanes), fold_lane(c, factors(kByLane), d)));
}

/// The CRC of all that was folded into `lane` and of the octets behind it.
NMSGXX_PCLMUL inline std::uint32_t crc32c_of_lane(__m128i lane, const std::byte* at, std::size_t left) noexcept {
  constexpr FoldBy kByLane = fold_by(kLane);
  for (; left >= kLane; at += kLane, left -= kLane) lane = fold_lane(lane, factors(kByLane), load_lane(at));
  std::uint64_t crc = _mm_crc32_u64(0, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 0)));
  crc = _mm_crc32_u64(crc, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 1)));
  return ~crc32c_rest(crc, at, left);
}

}  // namespace nmsgxx::wire
