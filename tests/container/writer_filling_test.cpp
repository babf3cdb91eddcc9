#include <doctest/doctest.h>

#include <algorithm>

#include "container/payloads.hpp"
#include "container/recording_sink.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::test {
namespace {

/// What went into one container.
struct Filled {
  std::size_t payloads = 0;
  bool cut = false;  ///< it goes out in fragments
  friend bool operator==(const Filled&, const Filled&) = default;
};

// The rules of docs/wire-format.md, "Filling a container", as they stand there.
std::vector<Filled> plan(const std::vector<OwnedPayload>& payloads, std::size_t limit, bool sequence) {
  std::vector<Filled> out;
  std::size_t estimate = 10;
  Filled filling;
  const auto send = [&](bool cut) {
    filling.cut = cut;
    out.push_back(filling);
    filling = {};
    estimate = 10;
  };
  for (const OwnedPayload& payload : payloads) {
    const std::size_t size = message_of(payload.view()).ByteSizeLong();
    if (estimate > 10 && estimate + size + 32 >= limit) send(false);
    estimate += size + 2 + (size >= 128) + (size >= 16384) + (size >= 2097152) + 6;
    ++filling.payloads;
    if (estimate + (sequence ? 18 : 0) > limit) send(true);
  }
  if (filling.payloads > 0) send(false);
  return out;
}

// What the writer made of them.  The payloads come back as they were, and nothing exceeds the limit.
std::vector<Filled> written(const std::vector<OwnedPayload>& payloads, const WriterOptions& options) {
  RecordingSink sink;
  ContainerWriter writer(options, sink);
  for (const OwnedPayload& payload : payloads) REQUIRE(writer.add(payload.view()).has_value());
  REQUIRE(writer.flush().has_value());

  std::vector<Filled> out;
  ContainerDecoder decoder({});
  nmsg::Nmsg read;
  std::size_t bad = 0;
  for (const Octets& container : sink.written) {
    CHECK(container.size() <= std::clamp(options.limit, kLimitMin, kLimitMax));
    const auto header = parse_header(container);
    REQUIRE(header.has_value());
    const auto view = decoder.decode(*header, Bytes(container).subspan(kHeaderSize), {}, {});
    REQUIRE(view.has_value());
    if (!*view) continue;
    out.push_back({(*view)->size(), header->fragment()});
    for (const PayloadView& payload : **view) {
      bad += payload.check_crc() != CrcVerdict::good;
      *read.add_payloads() = message_of(payload);
    }
  }
  CHECK(bad == 0);
  CHECK(decoder.pending_fragments() == 0);
  CHECK(writer.containers() == out.size());
  nmsg::Nmsg want = message_of(payloads);
  want.clear_payload_crcs();
  CHECK(read.SerializeAsString() == want.SerializeAsString());
  return out;
}

void check(const std::vector<OwnedPayload>& payloads, const WriterOptions& options) {
  CAPTURE(options.limit);
  CAPTURE(options.sequence);
  CAPTURE(options.zlib);
  auto want = plan(payloads, std::clamp(options.limit, kLimitMin, kLimitMax), options.sequence);
  auto got = written(payloads, options);
  // Compression has no say in what goes into a container, but in whether that must be cut.
  if (options.zlib) {
    for (auto* list : {&want, &got}) std::for_each(list->begin(), list->end(), [](Filled& f) { f.cut = false; });
  }
  CHECK(got == want);
}

void check_all_options(const std::vector<OwnedPayload>& payloads, std::size_t limit) {
  for (const bool zlib : {false, true}) {
    for (const bool sequence : {false, true}) check(payloads, {.limit = limit, .zlib = zlib, .sequence = sequence});
  }
}

}  // namespace

TEST_CASE("ContainerWriter: fills containers as the format describes") {
  Random random(31);
  for (const std::size_t limit : {512U, 1280U, 8192U, 1U << 20}) {
    for (int run = 0; run < (limit > 8192 ? 2 : 10); ++run) {
      const std::size_t total = 4 * limit + below(random, 8 * limit);
      std::vector<OwnedPayload> payloads;
      for (std::size_t sum = 0; sum < total; sum += 40 + payloads.back().octets.size()) {
        const std::size_t largest = one_in(random, 10) ? 2 * limit : limit;
        payloads.push_back(random_payload(random, below(random, largest) >> below(random, limit > 8192 ? 8 : 6)));
      }
      check_all_options(payloads, limit);
    }
  }
}

TEST_CASE("ContainerWriter: handles every payload size near the limit") {
  Random random(32);
  for (const std::size_t limit : {512U, 1280U}) {
    for (std::size_t size = limit - 110; size < limit + 10; ++size) {
      CAPTURE(size);
      check_all_options({random_payload(random, size)}, limit);
      check_all_options({random_payload(random, 20), random_payload(random, size - 70), random_payload(random, 20)}, limit);
      OwnedPayload soft = random_payload(random, size);
      std::fill(soft.octets.begin(), soft.octets.end(), std::byte{'s'});
      check_all_options({soft, soft}, limit);
    }
  }
}

TEST_CASE("ContainerWriter: clamps its limit") {
  Random random(33);
  std::vector<OwnedPayload> payloads;
  for (int i = 0; i < 40; ++i) payloads.push_back(random_payload(random, 100));
  for (const std::size_t limit : {0U, 1U, 511U, 513U}) check_all_options(payloads, limit);
  payloads.push_back(random_payload(random, 1 << 20));
  for (const std::size_t limit : {(1U << 20) - 1, (1U << 20) + 1, 1U << 30}) check_all_options(payloads, limit);
}

}  // namespace nmsgxx::test
