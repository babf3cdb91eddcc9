#if defined(__aarch64__)

#include <arm_acle.h>

#include "base/endian.hpp"
#include "wire/crc32c.hpp"

#if defined(__clang__)
#define NMSGXX_ARM_CRC __attribute__((target("crc")))
#else
#define NMSGXX_ARM_CRC __attribute__((target("+crc")))
#endif

namespace nmsgxx::wire {

NMSGXX_ARM_CRC std::uint32_t crc32c_armv8(Bytes bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFF;
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) crc = __crc32cd(crc, base::load_little<std::uint64_t>(at));
  for (; left > 0; ++at, --left) crc = __crc32cb(crc, static_cast<std::uint8_t>(*at));
  return ~crc;
}

}  // namespace nmsgxx::wire

#endif
