#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::wire {

/// CRC-32C (Castagnoli; RFC 3720 12.1): reflected polynomial 0x82F63B78, initial value and final xor all ones.
std::uint32_t crc32c(Bytes bytes) noexcept;

/// The kernels that crc32c() chooses from at its first call.
std::uint32_t crc32c_portable(Bytes bytes) noexcept;
#if defined(__x86_64__)
bool have_crc32c_sse42() noexcept;
std::uint32_t crc32c_sse42(Bytes bytes) noexcept;
bool have_crc32c_vpclmul() noexcept;
std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept;
#endif

}  // namespace nmsgxx::wire
