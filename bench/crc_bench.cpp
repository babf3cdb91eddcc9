#include <benchmark/benchmark.h>

#include <string>

#include "sample.hpp"
#include "wire/crc32c.hpp"

namespace {

using nmsgxx::bench::Sample;

void crc_of_payloads(benchmark::State& state, const nmsgxx::wire::Crc32cKernel& kernel) {
  const Sample& sample = Sample::get();
  for (auto _ : state) {
    for (const auto& payload : sample.payloads) benchmark::DoNotOptimize(kernel(payload.bytes));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample.payloads.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sample.messages.size()));
}
[[maybe_unused]] const bool kAdded = [] {
  for (const auto& kernel : nmsgxx::wire::crc32c_kernels()) {
    const std::string name = std::string("BM_Crc32c/") + kernel.name;
    benchmark::RegisterBenchmark(name.c_str(), [kernel](benchmark::State& state) { crc_of_payloads(state, kernel); });
  }
  return true;
}();

}  // namespace
