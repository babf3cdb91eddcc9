#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

// A kernel is one of several implementations of the same function, each for another instruction set.
namespace nmsgxx::base {

/// What a kernel needs of the CPU beyond its architecture's baseline.
enum class InstructionSet : std::uint8_t {
  portable,
  sse42,           ///< SSE 4.2 with its CRC-32C instruction
  avx_pclmul,      ///< sse42, AVX and 128-bit carry-less multiplication
  avx512_vpclmul,  ///< avx_pclmul, AVX-512 F and BW and 512-bit carry-less multiplication
  sse4,            ///< Highway's SSE4 target
  avx2,            ///< Highway's AVX2 target
  avx512,          ///< Highway's AVX3 target
  neon,
  armv8_crc,
};

bool cpu_supports(InstructionSet set) noexcept;

template <class Function>
struct Kernel {
  const char* name;
  InstructionSet needs;
  Function* function;

  template <class... Args>
  decltype(auto) operator()(Args&&... args) const {
    return function(std::forward<Args>(args)...);
  }
};

/// Returns the kernels that this CPU supports.
///
/// @param kernels  the best first; a CPU that supports one supports all after it, and the last is portable
template <class Function, std::size_t kSize>
std::span<const Kernel<Function>> supported(const Kernel<Function> (&kernels)[kSize]) noexcept {
  std::size_t first = 0;
  while (first < kSize - 1 && !cpu_supports(kernels[first].needs)) ++first;
  return std::span(kernels).subspan(first);
}

/// Returns whether the environment variable NMSGXX_KERNEL has this value.
bool kernel_is_requested(std::string_view name) noexcept;

/// Returns the kernel that NMSGXX_KERNEL names or, if there is none of that name, the first.
template <class Function>
const Kernel<Function>& choose(std::span<const Kernel<Function>> kernels) noexcept {
  for (const Kernel<Function>& kernel : kernels) {
    if (kernel_is_requested(kernel.name)) return kernel;
  }
  return kernels.front();
}

/// Calls the chosen kernel of those that the function `supported_kernels` returns.
template <auto supported_kernels>
class Dispatch;

template <class Value, class... Args, bool kNoexcept,
          std::span<const Kernel<Value(Args...) noexcept(kNoexcept)>> (*supported_kernels)() noexcept>
class Dispatch<supported_kernels> {
 public:
  /// Threads: any.
  static Value call(Args... args) noexcept(kNoexcept) {
    return chosen_.load(std::memory_order_relaxed)(std::forward<Args>(args)...);
  }

 private:
  static Value choose_and_call(Args... args) noexcept(kNoexcept) {
    chosen_.store(choose(supported_kernels()).function, std::memory_order_relaxed);
    return call(std::forward<Args>(args)...);
  }

  // The first call chooses, so that later ones need no check whether a kernel has been chosen.
  static inline std::atomic<Value (*)(Args...) noexcept(kNoexcept)> chosen_{choose_and_call};
};

}  // namespace nmsgxx::base
