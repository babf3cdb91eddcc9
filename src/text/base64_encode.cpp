#include <array>
#include <cstddef>
#include <cstdint>

// Compiled once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "text/base64_encode.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/highway_targets.hpp"

HWY_BEFORE_NAMESPACE();
namespace nmsgxx::text::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
std::size_t encode_base64(const std::uint8_t*, std::size_t, std::uint8_t*) {
  return 0;
}
#else

// Block n of 16 bytes gets three lanes of four bytes, from lane 3n on; its fourth lane is ignored.
template <class D32>
HWY_INLINE auto block_lanes(D32 d32) {
  HWY_ALIGN static constexpr auto kLanes = [] {
    std::array<std::uint32_t, 16> lanes{};
    for (std::uint32_t i = 0; i < lanes.size(); ++i) lanes[i] = i / 4 * 3 + i % 4;
    return lanes;
  }();
  return hn::SetTableIndices(d32, kLanes.data());
}

// Turns 12 of each 16 bytes into 16 digits: http://0x80.pl/notesen/2016-01-12-sse-base64-encoding.html
template <std::size_t kWidth>
HWY_INLINE std::size_t encode_blocks(const std::uint8_t* in, std::size_t size, std::uint8_t* out) {
  const hn::CappedTag<std::uint8_t, kWidth> d8;
  const hn::Repartition<std::uint16_t, decltype(d8)> d16;
  const hn::Repartition<std::uint32_t, decltype(d8)> d32;
  constexpr std::size_t kIn = hn::MaxLanes(d8);
  HWY_ALIGN static constexpr std::uint8_t kSpread[16] = {1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10};
  // What to add to a digit's value, modulo 256, to get its character: for lower case, digits, +, / and, last, upper case.
  constexpr std::uint8_t kLower = 'a' - 26, kDigit = 256 + '0' - 52, kPlus = 256 + '+' - 62, kSlash = 256 + '/' - 63;
  HWY_ALIGN static constexpr std::uint8_t kShift[16] = {kLower, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit,
                                                        kDigit, kDigit, kDigit, kPlus,  kSlash, 'A',    0,      0};
  const auto lanes = block_lanes(d32);
  const auto spread = hn::LoadDup128(d8, kSpread);
  const auto shift = hn::LoadDup128(d8, kShift);
  std::size_t done = 0;
  for (; done + kIn <= size; done += kIn / 4 * 3, out += kIn) {
    const auto blocks = hn::TableLookupLanes(hn::BitCast(d32, hn::LoadU(d8, in + done)), lanes);
    const auto bytes = hn::BitCast(d32, hn::TableLookupBytes(hn::BitCast(d8, blocks), spread));
    const auto high =
        hn::MulHigh(hn::BitCast(d16, hn::And(bytes, hn::Set(d32, 0x0FC0FC00))), hn::BitCast(d16, hn::Set(d32, 0x04000040)));
    const auto low =
        hn::Mul(hn::BitCast(d16, hn::And(bytes, hn::Set(d32, 0x003F03F0))), hn::BitCast(d16, hn::Set(d32, 0x01000010)));
    const auto values = hn::BitCast(d8, hn::Or(high, low));
    const auto upper = hn::VecFromMask(d8, hn::Lt(values, hn::Set(d8, 26)));
    const auto kind = hn::Or(hn::SaturatedSub(values, hn::Set(d8, 51)), hn::And(upper, hn::Set(d8, 13)));
    hn::StoreU(hn::Add(values, hn::TableLookupBytes(shift, kind)), d8, out);
  }
  return done;
}

std::size_t encode_base64(const std::uint8_t* in, std::size_t size, std::uint8_t* out) {
  const std::size_t wide = encode_blocks<64>(in, size, out);
  return wide + encode_blocks<16>(in + wide, size - wide, out + wide / 3 * 4);
}
#endif

}  // namespace nmsgxx::text::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "text/base64_encode.hpp"

namespace nmsgxx::text {
namespace {

std::size_t encode_nothing(const std::uint8_t*, std::size_t, std::uint8_t*) {
  return 0;
}

constexpr Base64Kernel kKernels[] = {NMSGXX_HIGHWAY_KERNELS(encode_base64)  //
                                     {"portable", base::InstructionSet::portable, encode_nothing}};

}  // namespace

std::span<const Base64Kernel> base64_kernels() noexcept {
  return base::supported(kKernels);
}

std::size_t encode_base64(const std::uint8_t* in, std::size_t size, char* out) noexcept {
  return base::Dispatch<base64_kernels>::call(in, size, reinterpret_cast<std::uint8_t*>(out));
}

}  // namespace nmsgxx::text
#endif
