#include <doctest/doctest.h>

#include <algorithm>

#include "container/hostile.hpp"
#include "io/collector.hpp"
#include "io/folder.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/stream_source.hpp"

namespace nmsgxx::test {

TEST_CASE("a file gives of hostile streams what can be read, mapped or not") {
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

}  // namespace nmsgxx::test
