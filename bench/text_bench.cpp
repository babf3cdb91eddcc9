#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "nmsgxx/input.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/stream_source.hpp"
#include "sample.hpp"

// Measures writing JSON and presentation form for every message type: base:packet from the capture, the others from random
// messages.
namespace {

using nmsgxx::MessageSchema;
using nmsgxx::PayloadView;

const nmsgxx::Registry& registry() {
  static const nmsgxx::Registry registry;
  return registry;
}

/// The payloads of a test data file.
class Payloads {
 public:
  explicit Payloads(const std::string& path) {
    auto opened = nmsgxx::open_input(path, wakeup_);
    if (!opened) throw std::runtime_error(opened.error().message());
    source_ = nmsgxx::make_stream_source(opened->descriptor, std::move(opened->head), {}, wakeup_, [](const auto&) {});
    nmsgxx::ContainerView container;
    while (source_->next(container).value_or(nmsgxx::SourceState::end) == nmsgxx::SourceState::ready) {
      for (const PayloadView& payload : container) keep(payload);
    }
  }

  const std::vector<PayloadView>& all() const noexcept { return payloads_; }

 private:
  void keep(const PayloadView& payload) {
    messages_.emplace_back(payload.bytes.begin(), payload.bytes.end());
    payloads_.push_back(payload);
    payloads_.back().bytes = messages_.back();
  }

  nmsgxx::Wakeup wakeup_;
  std::unique_ptr<nmsgxx::ContainerSource> source_;
  std::vector<std::vector<std::byte>> messages_;
  std::vector<PayloadView> payloads_;
};

template <class Writer>
void write_all(benchmark::State& state, const std::vector<PayloadView>& payloads, Writer writer) {
  std::string out;
  std::int64_t bytes = 0;
  constexpr std::size_t kPiece = 64 << 10;  // outputs write pieces of this size
  for (auto _ : state) {
    for (const PayloadView& payload : payloads) {
      benchmark::DoNotOptimize(writer.append(payload, out));
      if (out.size() < kPiece) continue;
      bytes += static_cast<std::int64_t>(out.size());
      out.clear();
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(payloads.size()));
  state.SetBytesProcessed(bytes);
}

void add(const std::string& name, const auto& payloads_of) {
  benchmark::RegisterBenchmark(("BM_Json/" + name).c_str(), [payloads_of](benchmark::State& state) {
    write_all(state, payloads_of(), nmsgxx::JsonWriter(registry()));
  });
  benchmark::RegisterBenchmark(("BM_Presentation/" + name).c_str(), [payloads_of](benchmark::State& state) {
    write_all(state, payloads_of(), nmsgxx::PresentationWriter(registry(), "\n"));
  });
}

[[maybe_unused]] const bool kAdded = [] {
  for (const MessageSchema* schema : registry().all()) {
    const std::string name = std::string(schema->vendor()) + '-' + std::string(schema->name());
    if (schema->type() == nmsgxx::kBasePacket) {
      add(name, []() -> const std::vector<PayloadView>& { return nmsgxx::bench::Sample::get().payloads; });
    } else {
      const std::string path = NMSGXX_BENCH_MESSAGES "/" + name + ".nmsg";
      add(name, [path]() -> std::vector<PayloadView> {
        static std::map<std::string, Payloads> files;
        return files.try_emplace(path, path).first->second.all();
      });
    }
  }
  return true;
}();

}  // namespace
