#include "fuzz/steps.hpp"

/// Called at each basic block of what is built with -fsanitize-coverage=trace-pc, in place of the function of libFuzzer, which
/// only says that it counts otherwise.
extern "C" __attribute__((no_sanitize("coverage"))) void __wrap___sanitizer_cov_trace_pc() {
  ++nmsgxx::fuzz::steps;
}
