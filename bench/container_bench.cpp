#include <benchmark/benchmark.h>

#include "nmsgxx/container.hpp"
#include "nmsgxx/writer.hpp"
#include "proto/nmsg.pb.h"
#include "sample.hpp"

namespace {

using nmsgxx::bench::Sample;

void count(benchmark::State& state, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Sample::get().payloads.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void walk(benchmark::State& state) {
  const Sample& sample = Sample::get();
  for (auto _ : state) {
    const auto view = nmsgxx::ContainerView::parse(sample.container);
    for (const auto& payload : *view) benchmark::DoNotOptimize(payload.bytes.data());
  }
  count(state, sample.container.size());
}
BENCHMARK(walk)->Name("BM_ReadContainer/nmsgxx");

void walk_generated(benchmark::State& state) {
  const Sample& sample = Sample::get();
  nmsg::Nmsg message;
  for (auto _ : state) {
    message.ParseFromArray(sample.container.data(), static_cast<int>(sample.container.size()));
    for (const auto& payload : message.payloads()) benchmark::DoNotOptimize(payload.payload().data());
  }
  count(state, sample.container.size());
}
BENCHMARK(walk_generated)->Name("BM_ReadContainer/protobuf");

class NullSink final : public nmsgxx::Sink {
 public:
  nmsgxx::Result<void> write(nmsgxx::Bytes bytes) override {
    benchmark::DoNotOptimize(bytes.data());
    return {};
  }
  nmsgxx::Result<void> flush() override { return {}; }
  const nmsgxx::SinkStats& stats() const noexcept override { return stats_; }

 private:
  nmsgxx::SinkStats stats_;
};

void write(benchmark::State& state) {
  const Sample& sample = Sample::get();
  NullSink sink;
  nmsgxx::ContainerWriter writer({.zlib = state.range(0) != 0}, sink);
  for (auto _ : state) {
    for (const auto& payload : sample.payloads) benchmark::DoNotOptimize(writer.add(payload).has_value());
  }
  count(state, sample.container.size());
}
BENCHMARK(write)->Name("BM_WriteContainer/plain")->Arg(0);
BENCHMARK(write)->Name("BM_WriteContainer/zlib")->Arg(1);

}  // namespace
