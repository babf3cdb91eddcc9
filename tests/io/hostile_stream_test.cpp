#include <doctest/doctest.h>

#include <algorithm>

#include "container/build.hpp"
#include "container/hostile.hpp"
#include "io/collector.hpp"
#include "nmsgxx/header.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/stream_source.hpp"
#include "support/folder.hpp"

namespace nmsgxx::test {

TEST_CASE("StreamSource: reads what can be read of hostile streams, mapped or not") {
  guard_mapped_files();
  std::size_t read_cases = 0;
  for (const HostileCase& c : hostile_cases()) {
    if (!c.is_stream()) continue;
    ++read_cases;
    for (const bool map : {false, true}) {
      CAPTURE(c.input);
      CAPTURE(c.what);
      CAPTURE(map);
      const Folder folder;
      Collector got;
      const Wakeup wakeup;
      const auto file = open_unread(folder.file("hostile", c.octets));
      REQUIRE(file.has_value());
      const auto source = make_stream_source(*file, {}, {.map = map}, wakeup, got.report());
      CHECK(got.read_all(*source) == SourceState::end);
      CAPTURE(got.payloads.size());
      CHECK(std::count(c.payloads.begin(), c.payloads.end(), got.payloads.size()) == 1);
      CHECK(source->stats().octets.value() == c.octets.size());
      CHECK((source->stats().skipped_octets.value() == 0 || !got.reports.empty()));
    }
  }
  CHECK(read_cases >= 115);
}

// If the source believed each header, this would take minutes.
TEST_CASE("StreamSource: finds what follows many false headers in time") {
  constexpr std::size_t kMiB = 1 << 20;
  const Octets false_header = [] {
    Octets whole = container(Octets(4 * kMiB - 100));
    whole.resize(kHeaderSize);
    return whole;
  }();
  const Octets inside = ProtoWriter().bytes(15, false_header).message();
  struct Case {
    const char* name;
    Octets damage;
  };
  const Case cases[] = {
      {"one after the other", repeated(false_header, 3 * kMiB)},
      {"each inside the ones before it, with damage at the end",
       joined(joined(false_header, repeated(inside, inside.size() * (3 * kMiB / inside.size()))), unhex("07"))},
  };
  const Octets good = container(body_of("good"));
  for (const Case& c : cases) {
    for (const bool map : {false, true}) {
      CAPTURE(c.name);
      CAPTURE(map);
      const Folder folder;
      Collector got;
      const Wakeup wakeup;
      const auto stream = joined(repeated(c.damage, 2 * c.damage.size()), repeated(good, 3 * good.size()));
      const auto file = open_unread(folder.file("stream", stream));
      REQUIRE(file.has_value());
      const auto source = make_stream_source(*file, {}, {.map = map}, wakeup, got.report());
      CHECK(got.read_all(*source) == SourceState::end);
      CHECK(got.containers == 3);
    }
  }
}

}  // namespace nmsgxx::test
