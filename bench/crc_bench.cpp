#include <benchmark/benchmark.h>

#include "sample.hpp"
#include "wire/crc32c.hpp"

namespace {

using nmsgxx::bench::Sample;

bool everywhere() noexcept {
  return true;
}

template <std::uint32_t (*kKernel)(nmsgxx::Bytes) noexcept, bool (*kHave)() noexcept = everywhere>
void crc_of_payloads(benchmark::State& state) {
  if (!kHave()) return state.SkipWithError("not on this processor");
  const Sample& sample = Sample::get();
  for (auto _ : state) {
    for (const auto& payload : sample.payloads) benchmark::DoNotOptimize(kKernel(payload.bytes));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample.payloads.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sample.messages.size()));
}

namespace wire = nmsgxx::wire;
BENCHMARK(crc_of_payloads<wire::crc32c_portable>)->Name("BM_Crc32c/portable");
#if defined(__x86_64__)
BENCHMARK(crc_of_payloads<wire::crc32c_sse42, wire::have_crc32c_sse42>)->Name("BM_Crc32c/sse42");
BENCHMARK(crc_of_payloads<wire::crc32c_vpclmul, wire::have_crc32c_vpclmul>)->Name("BM_Crc32c/vpclmul");
#endif

}  // namespace
