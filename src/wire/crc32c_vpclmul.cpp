#if defined(__x86_64__)

#if !defined(__clang__)
// g++ 12 warns of its own intrinsics (https://gcc.gnu.org/PR105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "wire/crc32c.hpp"
#include "wire/crc32c_x86.hpp"

#define NMSGXX_VPCLMUL __attribute__((target("sse4.2,crc32,pclmul,avx2,avx512f,avx512bw,vpclmulqdq")))

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

// The initial value, all ones, with zeros around it: loading from another offset moves it to where the message begins.
constexpr auto kInitial = [] {
  std::array<std::uint8_t, 3 * kBlock> bytes{};
  for (std::size_t i = 0; i < sizeof(std::uint32_t); ++i) bytes[kBlock + i] = 0xFF;
  return bytes;
}();

NMSGXX_VPCLMUL inline __m512i initial(std::size_t from) noexcept {
  return _mm512_loadu_si512(kInitial.data() + from);
}

}  // namespace

// Zeros before a message do not change its CRC.  The first block is therefore the one that is filled up: nothing remains after
// the last one, and no branch depends on how much remains.
NMSGXX_VPCLMUL std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept {
  if (bytes.size() < sizeof(std::uint32_t)) [[unlikely]]
    return ~crc32c_rest(0xFFFFFFFF, bytes.data(), bytes.size());
  const std::size_t first = (bytes.size() - 1) % kBlock + 1;
  const std::byte* const end = bytes.data() + bytes.size();
  const std::byte* at = bytes.data() + first;
  // Bytes that the mask excludes are not read, so they need not exist.
  const __mmask64 mask = ~std::uint64_t{0} << (kBlock - first);
  const auto before = reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(at) - kBlock);
  __m512i block = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, before), initial(first));
  const __m512i by_block = four_times(fold_by(kBlock));
  if (at != end) {
    block = fold(block, by_block, _mm512_xor_si512(load(at), initial(kBlock + first)));
    at += kBlock;
  }
  constexpr std::size_t kLong = 16 * kBlock;
  if (static_cast<std::size_t>(end - at) >= kLong) {
    // Two chains, so that one multiplies while the other waits.
    const __m512i by_two = four_times(fold_by(2 * kBlock));
    __m512i second = load(at);
    // `second` is one block ahead of `block`.
    for (at += kBlock; static_cast<std::size_t>(end - at) >= 2 * kBlock; at += 2 * kBlock) {
      block = fold(block, by_two, load(at));
      second = fold(second, by_two, load(at + kBlock));
    }
    block = fold(block, by_block, second);
  }
  for (; at != end; at += kBlock) block = fold(block, by_block, load(at));
  const __m128i lane = join_lanes(_mm512_extracti32x4_epi32(block, 0), _mm512_extracti32x4_epi32(block, 1),
                                  _mm512_extracti32x4_epi32(block, 2), _mm512_extracti32x4_epi32(block, 3));
  return crc32c_of_lane(lane, at, 0);
}

}  // namespace nmsgxx::wire

#endif
