#include <benchmark/benchmark.h>

#include <string_view>

#include "sample.hpp"

// Usage: nmsgxx-bench [--capture=FILE] [options of Google Benchmark]
int main(int argc, char** argv) {
  constexpr std::string_view kCapture = "--capture=";
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with(kCapture)) {
      nmsgxx::bench::use_capture(std::string(word.substr(kCapture.size())));
    } else {
      argv[kept++] = argv[i];
    }
  }
  benchmark::Initialize(&kept, argv);
  if (benchmark::ReportUnrecognizedArguments(kept, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
