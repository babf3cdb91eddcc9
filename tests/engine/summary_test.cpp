#include "nmsgxx/summary.hpp"

#include <doctest/doctest.h>

#include "engine/fakes.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/stream_source.hpp"
#include "nmsgxx/writer.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

struct Read {
  Summary summary;
  std::uint64_t fragments = 0;
  std::uint64_t skipped = 0;
  std::vector<Errc> reports;
};

Read read(const std::vector<std::vector<std::byte>>& pieces) {
  const Folder folder;
  std::vector<std::byte> all;
  for (const auto& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  Read out;
  Wakeup stop;
  auto opened = open_input(folder.file("f", all), stop);
  const auto source = make_stream_source(opened->descriptor, std::move(opened->head), {}, stop,
                                         [&](const Error& error) { out.reports.push_back(error.code); });
  REQUIRE(summarize(*source, out.summary).has_value());
  out.fragments = source->stats().fragments.value();
  out.skipped = source->stats().skipped_octets.value();
  return out;
}

PayloadView payload(MessageType type, const std::vector<std::byte>& bytes, std::int64_t seconds) {
  PayloadView out{.time_sec = seconds, .type = type};
  out.bytes = bytes;
  out.has_bytes = true;
  return out;
}

/// What a writer makes of payloads.
std::vector<std::vector<std::byte>> written(const WriterOptions& options, const std::vector<PayloadView>& payloads) {
  std::vector<std::vector<std::byte>> writes;
  MemorySink sink(writes);
  ContainerWriter writer(options, sink);
  for (const PayloadView& each : payloads) REQUIRE(writer.add(each).has_value());
  REQUIRE(writer.flush().has_value());
  return writes;
}

const std::vector<std::byte> kThree = unhex("010203");
const std::vector<std::byte> kFive = unhex("0102030405");
const std::vector<std::byte> kMany(4000, std::byte{7});

}  // namespace

TEST_CASE("summarize: counts payloads by type, time and sender") {
  auto tagged = payload({2, 1}, kFive, 50);
  tagged.has_source = tagged.has_operator = tagged.has_group = true;
  tagged.source = 7;
  tagged.operator_ = 8;
  tagged.group = 9;
  const auto got = read(written({}, {payload({1, 5}, kThree, 100), tagged, payload({1, 5}, kFive, 75)}));
  const Summary& s = got.summary;
  CHECK(s.containers.count == 1);
  CHECK(s.versions == std::map<int, std::uint64_t>{{2, 1}});
  CHECK(s.compressed == 0);
  CHECK(s.payloads.count == 3);
  CHECK(s.payloads.octets == 13);
  CHECK(s.payloads.smallest == 3);
  CHECK(s.payloads.largest == 5);
  REQUIRE(s.types.by_key().size() == 2);
  CHECK(s.types.by_key().at({1, 5}).count == 2);
  CHECK(s.types.by_key().at({2, 1}).octets == 5);
  CHECK(s.first.seconds == 50);
  CHECK(s.last.seconds == 100);
  CHECK(!s.in_order);
  CHECK(s.sources.by_key().at(7).count == 1);
  CHECK(s.operators.by_key().at(8).count == 1);
  CHECK(s.groups.by_key().at(9).count == 1);
  CHECK(s.bad_crc == 0);
  CHECK(s.without_crc == 0);
}

TEST_CASE("summarize: counts compressed containers, fragments and sequences") {
  const std::vector<PayloadView> payloads(5, payload({1, 6}, kMany, 1));
  const auto zlib = read(written({.zlib = true}, payloads));
  CHECK(zlib.summary.compressed == 1);
  CHECK(zlib.summary.inflated_octets > 20'000);
  CHECK(zlib.summary.deflated_octets < 1000);
  CHECK(zlib.summary.in_order);

  const auto pieces = written({.limit = 1000, .sequence = true}, payloads);
  const auto whole = read(pieces);
  CHECK(whole.summary.payloads.count == 5);
  CHECK(whole.fragments == pieces.size());
  CHECK(whole.summary.sequences.by_key().size() == 1);
  CHECK(whole.summary.missing == 0);

  auto fewer = written({.limit = 5000, .sequence = true}, payloads);
  REQUIRE(fewer.size() == 5);
  fewer.erase(fewer.begin() + 1, fewer.begin() + 3);
  CHECK(read(fewer).summary.missing == 2);
}

TEST_CASE("summarize: goes on after damage") {
  auto container = written({}, {payload({1, 6}, kThree, 1), payload({1, 6}, kFive, 1)}).at(0);
  auto bad_crc = container;
  *std::find(bad_crc.begin(), bad_crc.end(), std::byte{4}) = std::byte{9};
  auto cut = container;
  cut.resize(cut.size() - 5);
  const auto got = read({container, unhex("00112233"), bad_crc, cut});
  CHECK(got.summary.containers.count == 2);
  CHECK(got.summary.payloads.count == 4);
  CHECK(got.summary.bad_crc == 1);
  CHECK(got.skipped == 4 + cut.size());
  CHECK(got.reports == std::vector<Errc>{Errc::bad_magic, Errc::cut_end});
}

TEST_CASE("Tallies: keep a bounded number of keys") {
  Tallies<std::uint32_t> tallies;
  for (std::uint32_t n = 0; n < 5000; ++n) tallies.add(n, 1);
  tallies.add(3, 1);
  CHECK(tallies.by_key().size() == Tallies<std::uint32_t>::kKeysMax);
  CHECK(tallies.others().count == 4000);
  CHECK(tallies.by_key().at(3).count == 2);
}

}  // namespace nmsgxx::test
