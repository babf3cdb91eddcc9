#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

#define NMSGXX_PCLMUL __attribute__((target("avx,crc32,pclmul")))

// What the kernels for x86 share.
//
// Carry-less multiplication moves a lane of 128 bits past the bytes that follow it: lane * x^(8 n) modulo the polynomial.
// (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.)
namespace nmsgxx::wire {

/// The factors of the two halves of a lane.
struct FoldBy {
  std::uint64_t low;
  std::uint64_t high;
};

/// x^n modulo the polynomial, both in reflected form.
constexpr std::uint32_t power_of_x(std::size_t n) noexcept {
  constexpr std::uint32_t kPolynomial = 0x82F63B78;
  std::uint32_t power = 0x80000000;
  for (; n > 0; --n) power = (power >> 1) ^ ((power & 1) != 0 ? kPolynomial : 0);
  return power;
}

/// Returns the factors that move a lane by a number of bytes.  A reflected product is one bit too low and a 32-bit factor 32
/// bits too high, which makes 33.
constexpr FoldBy fold_by(std::size_t bytes) noexcept {
  const std::size_t bits = 8 * bytes;
  return {power_of_x(bits + 64 - 33), power_of_x(bits - 33)};
}

/// Continues a CRC over the bytes that are left, eight at a time.
///
/// @param crc  the CRC so far, not inverted
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

/// Moves `lane` to the place of `next` and adds the two.
NMSGXX_PCLMUL inline __m128i fold_lane(__m128i lane, __m128i by, __m128i next) noexcept {
  return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(lane, by, 0x00), _mm_clmulepi64_si128(lane, by, 0x11)), next);
}

/// Folds four lanes, which follow each other in the message, into one.
NMSGXX_PCLMUL inline __m128i join_lanes(__m128i a, __m128i b, __m128i c, __m128i d) noexcept {
  constexpr FoldBy kByLane = fold_by(kLane);
  constexpr FoldBy kByTwoLanes = fold_by(2 * kLane);
  constexpr FoldBy kByThreeLanes = fold_by(3 * kLane);
  return fold_lane(a, factors(kByThreeLanes), fold_lane(b, factors(kByTwoLanes), fold_lane(c, factors(kByLane), d)));
}

/// Returns the CRC of everything that was folded into `lane` and of the bytes after it.
NMSGXX_PCLMUL inline std::uint32_t crc32c_of_lane(__m128i lane, const std::byte* at, std::size_t left) noexcept {
  constexpr FoldBy kByLane = fold_by(kLane);
  for (; left >= kLane; at += kLane, left -= kLane) lane = fold_lane(lane, factors(kByLane), load_lane(at));
  std::uint64_t crc = _mm_crc32_u64(0, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 0)));
  crc = _mm_crc32_u64(crc, static_cast<std::uint64_t>(_mm_extract_epi64(lane, 1)));
  return ~crc32c_rest(crc, at, left);
}

}  // namespace nmsgxx::wire
