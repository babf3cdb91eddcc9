#include "base/kernels.hpp"

#include <cstdlib>

#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace nmsgxx::base {

// Highway's own check would need its library, which calibrates a clock for some milliseconds whenever a process starts.
bool cpu_supports(InstructionSet set) noexcept {
  switch (set) {
    case InstructionSet::portable: return true;
#if defined(__x86_64__)
    case InstructionSet::sse42: return __builtin_cpu_supports("sse4.2");
    case InstructionSet::avx_pclmul:
      return cpu_supports(InstructionSet::sse42) && __builtin_cpu_supports("avx") && __builtin_cpu_supports("pclmul");
    case InstructionSet::avx512_vpclmul:
      return cpu_supports(InstructionSet::avx_pclmul) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("vpclmulqdq");
    case InstructionSet::sse4:
      return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
    case InstructionSet::avx2:
      return cpu_supports(InstructionSet::sse4) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
             __builtin_cpu_supports("fma");
    case InstructionSet::avx512:
      return cpu_supports(InstructionSet::avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#elif defined(__aarch64__)
    case InstructionSet::neon: return true;
    case InstructionSet::armv8_crc: return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
#endif
    default: return false;
  }
}

bool kernel_is_requested(std::string_view name) noexcept {
  const char* const requested = std::getenv("NMSGXX_KERNEL");
  return requested != nullptr && name == requested;
}

}  // namespace nmsgxx::base
