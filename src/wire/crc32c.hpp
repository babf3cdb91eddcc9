#pragma once

#include <cstdint>
#include <span>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::wire {

/// CRC-32C (Castagnoli; RFC 3720 12.1): reflected polynomial 0x82F63B78, initial value and final xor all ones.
std::uint32_t crc32c(Bytes bytes) noexcept;

/// A way to compute it; all of them give the same.
struct Crc32cKernel {
  const char* name;
  std::uint32_t (*crc)(Bytes) noexcept;
};

/// Those that this processor runs, the best first; the last is portable.
std::span<const Crc32cKernel> crc32c_kernels() noexcept;

std::uint32_t crc32c_portable(Bytes bytes) noexcept;
#if defined(__x86_64__)
bool have_crc32c_sse42() noexcept;
std::uint32_t crc32c_sse42(Bytes bytes) noexcept;
bool have_crc32c_pclmul() noexcept;
std::uint32_t crc32c_pclmul(Bytes bytes) noexcept;
bool have_crc32c_vpclmul() noexcept;
std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept;
#elif defined(__aarch64__)
bool have_crc32c_armv8() noexcept;
std::uint32_t crc32c_armv8(Bytes bytes) noexcept;
#endif

}  // namespace nmsgxx::wire
