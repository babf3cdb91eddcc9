#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/endian.hpp"
#include "engine/decoded_container.hpp"
#include "nmsgxx/header.hpp"
#include "wire/zlib.hpp"

// Measures the most expensive containers of 1 MiB that we know (docs/limits.md): inflating, counting, parsing and CRCs.

namespace {

using Buffer = std::vector<std::byte>;

constexpr std::size_t kMiB = 1 << 20;

Buffer bytes(std::initializer_list<unsigned> values) {
  Buffer out;
  for (const unsigned value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

Buffer repeated(const Buffer& unit, std::size_t size) {
  Buffer out;
  while (out.size() + unit.size() <= size) out.insert(out.end(), unit.begin(), unit.end());
  return out;
}

/// Encodes a field of type bytes. Its length takes four bytes on the wire.
Buffer field(unsigned number, const Buffer& value) {
  Buffer out = bytes({number << 3 | 2});
  for (int shift = 0; shift < 21; shift += 7) out.push_back(static_cast<std::byte>((value.size() >> shift & 0x7F) | 0x80));
  out.push_back(static_cast<std::byte>(value.size() >> 21));
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

/// Returns a compressed container body of about 1 MiB, whatever the size of `body`, which must compress well: `noise_size`
/// random bytes before it do not.
Buffer container(Buffer body, std::size_t noise_size) {
  Buffer noise(noise_size);
  std::uint64_t state = 1;
  for (std::byte& byte : noise) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<std::byte>(state >> 56);
  }
  const Buffer front = field(15, noise);
  body.insert(body.begin(), front.begin(), front.end());
  nmsgxx::wire::Deflater deflater(nmsgxx::wire::Deflater::kFastLevel);
  Buffer out(4 + deflater.bound(body.size()));
  nmsgxx::base::store_big(out.data(), static_cast<std::uint32_t>(body.size()));
  out.resize(4 + deflater.deflate(body, std::span(out).subspan(4)));
  return out;
}

// Empty base:ipconn payloads.
const Buffer kPayload = bytes({0x0A, 11, 8, 1, 16, 5, 24, 1, 37, 0, 0, 0, 0});

void decode(benchmark::State& state, const Buffer& body) {
  nmsgxx::engine::DecodedContainer decoded({});
  const nmsgxx::Header header{2, nmsgxx::kFlagZlib, static_cast<std::uint32_t>(body.size())};
  for (auto _ : state) {
    decoded.decode({.header = header, .body = body});
    benchmark::DoNotOptimize(decoded.payloads.payloads().data());
  }
  const bool refused_early = !decoded.outcome && decoded.outcome.error().code == nmsgxx::Errc::too_large;
  if (refused_early || body.size() > kMiB) state.SkipWithError("the container is not expensive");
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

const int registered = [] {
  struct Case {
    const char* name;
    std::function<Buffer()> body;
  };
  static const Case cases[] = {
      {"one_field_of_30_MiB", [] { return container(field(15, Buffer(30 * kMiB)), 1'000'000); }},
      {"131072_payloads_and_29_MiB",
       [] {
         Buffer body = repeated(kPayload, (128U << 10) * kPayload.size());
         const Buffer rest = field(15, Buffer(28 * kMiB));
         body.insert(body.end(), rest.begin(), rest.end());
         return container(std::move(body), 1'000'000);
       }},
      {"payloads_of_240_bytes",
       [] {
         Buffer payload = bytes({0x0A, 0xF2, 0x01, 8, 1, 16, 5, 24, 1, 37, 0, 0, 0, 0, 0x2A, 0xE4, 0x01});
         payload.resize(payload.size() + 0xE4);
         return container(repeated(payload, 25 * kMiB), 830'000);
       }},
      {"1.5_million_unknown_fields",
       [] {
         return container(repeated(bytes({0x7A, 0}), 3'000'000), 1'000'000);
       }},
      {"fields_beyond_the_bound",
       [] {
         return container(repeated(bytes({0x7A, 0}), 30 * kMiB), 1'000'000);
       }},
      {"groups_beyond_the_bound",
       [] {
         return container(repeated(bytes({0x7B, 0x7C}), 30 * kMiB), 1'000'000);
       }},
  };
  for (const Case& c : cases) {
    benchmark::RegisterBenchmark((std::string("BM_HostileContainer/") + c.name).c_str(), [make =
                                                                                              c.body](benchmark::State& state) {
      decode(state, make());
    })->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
