#pragma once

#include <cstdint>
#include <span>

#include "base/kernels.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::wire {

/// CRC-32C (Castagnoli; RFC 3720 12.1): reflected polynomial 0x82F63B78, initial value and final xor all ones.
std::uint32_t crc32c(Bytes bytes) noexcept;

using Crc32cKernel = base::Kernel<std::uint32_t(Bytes) noexcept>;

/// The kernels that this CPU supports, the best first.
std::span<const Crc32cKernel> crc32c_kernels() noexcept;

std::uint32_t crc32c_portable(Bytes bytes) noexcept;
// Each of these runs only where base::cpu_supports() the instruction set that crc32c.cpp lists with it.
#if defined(__x86_64__)
std::uint32_t crc32c_sse42(Bytes bytes) noexcept;
std::uint32_t crc32c_pclmul(Bytes bytes) noexcept;
std::uint32_t crc32c_vpclmul(Bytes bytes) noexcept;
#elif defined(__aarch64__)
std::uint32_t crc32c_armv8(Bytes bytes) noexcept;
#endif

}  // namespace nmsgxx::wire
