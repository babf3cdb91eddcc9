#include <cstddef>
#include <cstdint>

// Compiled once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "message/base64_encode.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace nmsgxx::message::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Twelve octets to sixteen digits at a time: http://0x80.pl/notesen/2016-01-12-sse-base64-encoding.html
#if HWY_TARGET == HWY_SCALAR
std::size_t encode_base64(const std::uint8_t*, std::size_t, std::uint8_t*) {
  return 0;
}
#else
std::size_t encode_base64(const std::uint8_t* in, std::size_t size, std::uint8_t* out) {
  const hn::CappedTag<std::uint8_t, 16> d8;
  const hn::Repartition<std::uint16_t, decltype(d8)> d16;
  const hn::Repartition<std::uint32_t, decltype(d8)> d32;
  HWY_ALIGN static constexpr std::uint8_t kSpread[16] = {1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10};
  // From a digit's value to its character, modulo 256: for lower case, digits, +, / and, last, for upper case.
  constexpr std::uint8_t kLower = 'a' - 26, kDigit = 256 + '0' - 52, kPlus = 256 + '+' - 62, kSlash = 256 + '/' - 63;
  HWY_ALIGN static constexpr std::uint8_t kShift[16] = {kLower, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit,
                                                        kDigit, kDigit, kDigit, kPlus,  kSlash, 'A',    0,      0};
  const auto spread = hn::Load(d8, kSpread);
  const auto shift = hn::Load(d8, kShift);
  std::size_t done = 0;
  for (; done + 16 <= size; done += 12, out += 16) {
    const auto octets = hn::BitCast(d32, hn::TableLookupBytes(hn::LoadU(d8, in + done), spread));
    const auto high =
        hn::MulHigh(hn::BitCast(d16, hn::And(octets, hn::Set(d32, 0x0FC0FC00))), hn::BitCast(d16, hn::Set(d32, 0x04000040)));
    const auto low =
        hn::Mul(hn::BitCast(d16, hn::And(octets, hn::Set(d32, 0x003F03F0))), hn::BitCast(d16, hn::Set(d32, 0x01000010)));
    const auto values = hn::BitCast(d8, hn::Or(high, low));
    const auto upper = hn::VecFromMask(d8, hn::Lt(values, hn::Set(d8, 26)));
    const auto kind = hn::Or(hn::SaturatedSub(values, hn::Set(d8, 51)), hn::And(upper, hn::Set(d8, 13)));
    hn::StoreU(hn::Add(values, hn::TableLookupBytes(shift, kind)), d8, out);
  }
  return done;
}
#endif

}  // namespace nmsgxx::message::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "message/base64_encode.hpp"

namespace nmsgxx::message {
namespace {

HWY_EXPORT(encode_base64);

}  // namespace

std::size_t encode_base64(const std::uint8_t* in, std::size_t size, char* out) noexcept {
  return HWY_DYNAMIC_DISPATCH(encode_base64)(in, size, reinterpret_cast<std::uint8_t*>(out));
}

}  // namespace nmsgxx::message
#endif
