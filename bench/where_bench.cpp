#include "nmsgxx/where.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "sample.hpp"

// Measures conditions on the base:packet payloads of the capture.
namespace {

void match(benchmark::State& state, const char* condition) {
  const nmsgxx::Registry registry;
  nmsgxx::WhereMatcher matcher(nmsgxx::Where::compile(condition, registry).value());
  const auto& payloads = nmsgxx::bench::Sample::get().payloads;
  for (auto _ : state) {
    for (const auto& payload : payloads) benchmark::DoNotOptimize(matcher.matches(payload));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(payloads.size()));
}

BENCHMARK_CAPTURE(match, header, "vid == 1 && msgtype == 12 && time > 2000-01-01 && source != 7")->Name("BM_Where/header");
BENCHMARK_CAPTURE(match, field, "payload_type == IP")->Name("BM_Where/field");

}  // namespace
