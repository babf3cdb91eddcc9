#include <benchmark/benchmark.h>

#include "sample.hpp"
#include "wire/crc32c.hpp"

namespace {

using nmsgxx::bench::Sample;

template <std::uint32_t (*kKernel)(nmsgxx::Bytes) noexcept>
void crc_of_payloads(benchmark::State& state) {
  const Sample& sample = Sample::get();
  for (auto _ : state) {
    for (const auto& payload : sample.payloads) benchmark::DoNotOptimize(kKernel(payload.bytes));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample.payloads.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sample.messages.size()));
}

BENCHMARK(crc_of_payloads<nmsgxx::wire::crc32c_portable>)->Name("BM_Crc32c/portable");
#if defined(__x86_64__)
BENCHMARK(crc_of_payloads<nmsgxx::wire::crc32c_sse42>)->Name("BM_Crc32c/sse42");
#endif

}  // namespace
