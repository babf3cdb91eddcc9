#if defined(__x86_64__)

#include "wire/crc32c.hpp"
#include "wire/crc32c_x86.hpp"

namespace nmsgxx::wire {
namespace {

constexpr std::size_t kBlock = 4 * kLane;

}  // namespace

__attribute__((target("sse4.2,crc32"))) std::uint32_t crc32c_sse42(Bytes bytes) noexcept {
  return ~crc32c_rest(0xFFFFFFFF, bytes.data(), bytes.size());
}

NMSGXX_PCLMUL std::uint32_t crc32c_pclmul(Bytes bytes) noexcept {
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  if (left < 2 * kBlock) return ~crc32c_rest(0xFFFFFFFF, at, left);
  // Four chains, so that one multiplies while the others wait.
  __m128i a = _mm_xor_si128(load_lane(at), _mm_cvtsi32_si128(-1));
  __m128i b = load_lane(at + kLane);
  __m128i c = load_lane(at + 2 * kLane);
  __m128i d = load_lane(at + 3 * kLane);
  const __m128i by_block = factors(fold_by(kBlock));
  for (at += kBlock, left -= kBlock; left >= kBlock; at += kBlock, left -= kBlock) {
    a = fold_lane(a, by_block, load_lane(at));
    b = fold_lane(b, by_block, load_lane(at + kLane));
    c = fold_lane(c, by_block, load_lane(at + 2 * kLane));
    d = fold_lane(d, by_block, load_lane(at + 3 * kLane));
  }
  return crc32c_of_lane(join_lanes(a, b, c, d), at, left);
}

}  // namespace nmsgxx::wire

#endif
