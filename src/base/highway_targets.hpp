#pragma once

// What kernels written with Highway share.  Must be included after HWY_TARGET_INCLUDE is defined and before Highway's headers.

// SSSE3 and AVX3_DL would compile to what SSE4 and AVX3 do; vectors of SVE have no size at compile time, which arrays of them
// need.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#include <hwy/detect_targets.h>

#include "base/kernels.hpp"

#if HWY_TARGETS & HWY_AVX3
#define NMSGXX_AVX512_KERNEL(function) {"avx512", ::nmsgxx::base::InstructionSet::avx512, N_AVX3::function},
#else
#define NMSGXX_AVX512_KERNEL(function)
#endif
#if HWY_TARGETS & HWY_AVX2
#define NMSGXX_AVX2_KERNEL(function) {"avx2", ::nmsgxx::base::InstructionSet::avx2, N_AVX2::function},
#else
#define NMSGXX_AVX2_KERNEL(function)
#endif
#if HWY_TARGETS & HWY_SSE4
#define NMSGXX_SSE4_KERNEL(function) {"sse4", ::nmsgxx::base::InstructionSet::sse4, N_SSE4::function},
#else
#define NMSGXX_SSE4_KERNEL(function)
#endif
#if HWY_TARGETS & HWY_NEON
#define NMSGXX_NEON_KERNEL(function) {"neon", ::nmsgxx::base::InstructionSet::neon, N_NEON::function},
#else
#define NMSGXX_NEON_KERNEL(function)
#endif

/// The kernels that Highway compiled of a function, for the front of an array of Kernel.
#define NMSGXX_HIGHWAY_KERNELS(function) \
  NMSGXX_AVX512_KERNEL(function)         \
  NMSGXX_AVX2_KERNEL(function)           \
  NMSGXX_SSE4_KERNEL(function)           \
  NMSGXX_NEON_KERNEL(function)
