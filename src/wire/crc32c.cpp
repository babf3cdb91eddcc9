#include "wire/crc32c.hpp"

namespace nmsgxx::wire {
namespace {

using base::InstructionSet;

constexpr Crc32cKernel kKernels[] = {
#if defined(__x86_64__)
    {"vpclmul", InstructionSet::avx512_vpclmul, crc32c_vpclmul},
    {"pclmul", InstructionSet::avx_pclmul, crc32c_pclmul},
    {"sse42", InstructionSet::sse42, crc32c_sse42},
#elif defined(__aarch64__)
    {"armv8", InstructionSet::armv8_crc, crc32c_armv8},
#endif
    {"portable", InstructionSet::portable, crc32c_portable},
};

}  // namespace

std::span<const Crc32cKernel> crc32c_kernels() noexcept {
  return base::supported(kKernels);
}

std::uint32_t crc32c(Bytes bytes) noexcept {
  return base::Dispatch<crc32c_kernels>::call(bytes);
}

}  // namespace nmsgxx::wire
