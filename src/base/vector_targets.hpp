#pragma once

// Which of the targets that Highway compiles for this processor runs.  Highway's own question needs its library at run time,
// which measures its clock for some milliseconds whenever a process begins.
namespace nmsgxx::packet {

#if defined(__x86_64__)
inline bool have_sse4() noexcept {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
}
inline bool have_avx2() noexcept {
  return have_sse4() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
}
inline bool have_avx512() noexcept {
  return have_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
#endif

}  // namespace nmsgxx::packet
