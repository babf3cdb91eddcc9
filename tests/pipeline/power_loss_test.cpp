#include <doctest/doctest.h>

#include <filesystem>

#include "io/folder.hpp"
#include "nmsgxx/framer.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/rotation.hpp"
#include "pipeline/disk_log.hpp"

namespace nmsgxx::test {
namespace {

/// Writes a few files of a few containers.
void write_series(const std::string& folder, DiskLog& log, Random& random) {
  auto output = make_rotating_output(
      {.path = folder + "/f",
       .form =
           [](std::unique_ptr<Sink> sink) { return make_container_output({.writer = {.unbuffered = true}}, std::move(sink)); },
       .opened = [](const std::string&) {},
       .finished = [&log](const Result<std::string>& name) { log.told(name.value()); }});
  REQUIRE(output.has_value());
  for (std::size_t n = 10 + below(random, 10); n > 0; --n) {
    const Octets message = noise(random, below(random, 500));
    PayloadView payload;
    payload.bytes = message;
    payload.has_bytes = true;
    REQUIRE((*output)->write(payload).has_value());
    if (one_in(random, 4)) REQUIRE((*output)->rotate().has_value());
  }
  REQUIRE((*output)->finish().has_value());
}

bool hidden(const std::string& path) {
  return std::filesystem::path(path).filename().string().starts_with('.');
}

/// Octets of the whole containers in front.
std::size_t readable(Bytes octets) {
  std::size_t end = 0;
  while (true) {
    const Framing found = frame(octets.subspan(end), true, 1 << 20);
    if (found.kind != Framing::Kind::container) return end;
    end += found.octets;
  }
}

}  // namespace

TEST_CASE("when power is lost, every file with its final name is whole, and those that were told of are there") {
  constexpr std::size_t kSeries = 20;
  constexpr std::size_t kLosses = 500;  // of each
  std::size_t visible = 0;
  std::size_t in_work = 0;
  for (std::size_t series = 0; series < kSeries; ++series) {
    Random random(series);
    const Folder folder;
    const std::string path = std::filesystem::path(folder.path("")).parent_path();
    DiskLog log(path);
    write_series(path, log, random);
    for (std::size_t loss = 0; loss < kLosses; ++loss) {
      CAPTURE(series);
      CAPTURE(loss);
      const DiskLog::Remains remains = log.lose_power(below(random, log.events() + 1), random);
      for (const auto& [name, octets] : remains.files) {
        CAPTURE(name);
        if (hidden(name)) {
          CHECK(readable(octets) >= remains.safe.at(name));
          ++in_work;
        } else {
          CHECK((octets == log.content(name)));
          CHECK(readable(octets) == octets.size());
          ++visible;
        }
      }
      for (const std::string& name : remains.told) CHECK(remains.files.contains(name));
    }
  }
  CHECK(visible > kSeries * kLosses);
  CHECK(in_work > kSeries * kLosses / 10);
}

}  // namespace nmsgxx::test
