#pragma once

#include <cstdio>
#include <cstdlib>

// NMSGXX_ASSERT(condition) checks a precondition of one of our own calls, never input.  It is on in debug, sanitizer and fuzz
// builds (NMSGXX_ASSERTIONS, which meson sets) and costs nothing in others.
#ifdef NMSGXX_ASSERTIONS
#define NMSGXX_ASSERT(condition)                                                                  \
  do {                                                                                            \
    if (!(condition)) [[unlikely]] {                                                              \
      std::fprintf(stderr, "%s:%d: precondition violated: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                               \
    }                                                                                             \
  } while (false)
#else
#define NMSGXX_ASSERT(condition) static_cast<void>(sizeof(!(condition)))
#endif
