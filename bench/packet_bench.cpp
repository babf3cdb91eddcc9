#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/ipconn.hpp"
#include "nmsgxx/tuple_text.hpp"
#include "sample.hpp"

namespace {

using nmsgxx::FiveTupleBatch;
using nmsgxx::kBatchSize;
using nmsgxx::bench::Sample;

void decode(benchmark::State& state) {
  const Sample& sample = Sample::get();
  const auto batch = std::make_unique<FiveTupleBatch>();
  const std::span<const nmsgxx::Bytes> packets(sample.packets);
  for (auto _ : state) {
    for (std::size_t from = 0; from < packets.size(); from += kBatchSize) {
      nmsgxx::decode_five_tuples(packets.subspan(from, std::min(kBatchSize, packets.size() - from)), {}, *batch);
      benchmark::DoNotOptimize(batch->mask[0]);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packets.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sample.octets.size()));
}
BENCHMARK(decode)->Name("BM_DecodeFiveTuple/scalar");

/// Runs `each` over the tuples of one batch.
template <class Each>
void over_tuples(benchmark::State& state, Each each) {
  const Sample& sample = Sample::get();
  const auto batch = std::make_unique<FiveTupleBatch>();
  nmsgxx::decode_five_tuples(std::span(sample.packets).first(std::min(kBatchSize, sample.packets.size())), {}, *batch);
  std::int64_t items = 0;
  std::int64_t octets = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < batch->size; ++i) {
      if (!batch->valid(i)) continue;
      octets += static_cast<std::int64_t>(each(sample.payloads[i], *batch, i));
      ++items;
    }
  }
  state.SetItemsProcessed(items);
  state.SetBytesProcessed(octets);
}

void encode_ipconn(benchmark::State& state) {
  over_tuples(state, [](const auto&, const FiveTupleBatch& batch, std::size_t i) {
    std::array<std::byte, nmsgxx::kIpconnSizeMax> out;
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
