#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/ipconn.hpp"
#include "nmsgxx/tuple_text.hpp"
#include "packet/five_tuple_kernels.hpp"
#include "sample.hpp"

namespace {

using nmsgxx::FiveTupleBatch;
using nmsgxx::kBatchSize;
using nmsgxx::bench::Sample;

/// Returns more packets than a branch predictor can remember, in the order of the capture or in random order.
std::vector<nmsgxx::Bytes> many_packets(bool shuffled) {
  constexpr std::size_t kMany = 65536;
  const Sample& sample = Sample::get();
  std::mt19937_64 random(5);
  std::vector<nmsgxx::Bytes> packets;
  for (std::size_t i = 0; i < kMany; ++i) {
    packets.push_back(sample.packets[(shuffled ? random() : i) % sample.packets.size()]);
  }
  return packets;
}

void decode(benchmark::State& state, const nmsgxx::packet::FiveTupleKernel& kernel, bool shuffled) {
  const auto batch = std::make_unique<FiveTupleBatch>();
  const std::vector<nmsgxx::Bytes> packets = many_packets(shuffled);
  for (auto _ : state) {
    for (std::size_t from = 0; from < packets.size(); from += kBatchSize) {
      kernel(std::span(packets).subspan(from, kBatchSize), nmsgxx::DecodeOptions{}, *batch);
      benchmark::DoNotOptimize(batch->mask[0]);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packets.size()));
}
[[maybe_unused]] const bool kAdded = [] {
  for (const bool shuffled : {false, true}) {
    for (const auto& kernel : nmsgxx::packet::five_tuple_kernels()) {
      const std::string name = std::string("BM_DecodeFiveTuple/") + (shuffled ? "shuffled/" : "in_order/") + kernel.name;
      benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { decode(state, kernel, shuffled); });
    }
  }
  return true;
}();

/// Calls `each` for the five-tuples of one batch. `each` returns the number of bytes that it wrote.
template <class Each>
void over_tuples(benchmark::State& state, Each each) {
  const Sample& sample = Sample::get();
  const auto batch = std::make_unique<FiveTupleBatch>();
  nmsgxx::decode_five_tuples(std::span(sample.packets).first(std::min(kBatchSize, sample.packets.size())), {}, *batch);
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < batch->size; ++i) {
      if (!batch->valid(i)) continue;
      bytes += static_cast<std::int64_t>(each(sample.payloads[i], *batch, i));
      ++items;
    }
  }
  state.SetItemsProcessed(items);
  state.SetBytesProcessed(bytes);
}

void encode_ipconn(benchmark::State& state) {
  over_tuples(state, [](const auto&, const FiveTupleBatch& batch, std::size_t i) {
    std::array<std::byte, nmsgxx::kIpconnRoom> out;
    const std::byte* end = nmsgxx::encode_ipconn(batch, i, out.data());
    benchmark::DoNotOptimize(out);
    return end - out.data();
  });
}
BENCHMARK(encode_ipconn)->Name("BM_EncodeIpconn");

template <void (*kAppend)(const nmsgxx::PayloadView&, const FiveTupleBatch&, std::size_t, std::string&)>
void text(benchmark::State& state) {
  std::string out;
  over_tuples(state, [&](const auto& payload, const FiveTupleBatch& batch, std::size_t i) {
    out.clear();
    kAppend(payload, batch, i, out);
    return out.size();
  });
}
BENCHMARK(text<nmsgxx::append_tuple_text>)->Name("BM_TupleText/text");
BENCHMARK(text<nmsgxx::append_tuple_json>)->Name("BM_TupleText/json");
BENCHMARK(text<nmsgxx::append_tuple_csv>)->Name("BM_TupleText/csv");

}  // namespace
