#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>

#include "engine/disk_log.hpp"
#include "engine/fakes.hpp"
#include "nmsgxx/framer.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/rotation.hpp"
#include "nmsgxx/wakeup.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

/// An output of a series of files.
std::unique_ptr<Output> output_to(const std::string& path, std::function<void(const Result<std::string>&)> finished) {
  auto series = open_series({.path = path, .opened = [](const std::string&) {}, .finished = std::move(finished)});
  REQUIRE(series.has_value());
  return make_container_output(path, {.writer = {.unbuffered = true}}, std::move(*series));
}

void write(Output& output, Bytes message) {
  PayloadView payload;
  payload.bytes = message;
  payload.has_bytes = true;
  REQUIRE(Feeder(output).write(payload).has_value());
}

/// Writes a few files of a few containers.
void write_series(const std::string& folder, DiskLog& log, Random& random) {
  const auto output = output_to(folder + "/f", [&log](const Result<std::string>& name) { log.told(name.value()); });
  for (std::size_t n = 10 + below(random, 10); n > 0; --n) {
    write(*output, noise(random, below(random, 500)));
    if (one_in(random, 4)) REQUIRE(output->rotate().has_value());
  }
  REQUIRE(output->finish().has_value());
}

/// A disk that has nothing until it is let go.
class SlowDisk final : public FileEvents {
 public:
  SlowDisk() { observe_files(this); }
  ~SlowDisk() override { observe_files(nullptr); }
  SlowDisk(const SlowDisk&) = delete;
  SlowDisk& operator=(const SlowDisk&) = delete;

  void let_go() { go_.set(); }
  /// Somebody waited for so long that nobody will let it go.
  bool stuck() const { return stuck_; }

  void opened(int, const char*, int) override {}
  void written(int, const void*, std::size_t) override {}
  void synchronized(int) override {
    constexpr std::chrono::seconds kPatience{10};
    if (wait_readable(-1, go_, kPatience) != Wait::woken) stuck_ = true;
  }
  void renamed(const char*, const char*) override {}

 private:
  Wakeup go_;
  std::atomic<bool> stuck_ = false;
};

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

TEST_CASE("Rotation: when power is lost, every file with its final name is whole, and those that were told of are there") {
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
      for (const auto& file : remains.files) {
        const std::string& name = file.first;
        const Octets& octets = file.second;
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

TEST_CASE("Rotation: the next file is written while the disk takes its time with two") {
  const Folder folder;
  std::atomic<std::size_t> finished = 0;
  SlowDisk disk;
  const auto output = output_to(folder.path("f"), [&](const Result<std::string>&) { ++finished; });
  for (int n = 0; n < 3; ++n) {
    write(*output, as_bytes("x"));
    if (n < 2) REQUIRE(output->rotate().has_value());
  }
  CHECK(finished == 0);
  disk.let_go();
  REQUIRE(output->finish().has_value());
  CHECK(finished == 3);
  CHECK_FALSE(disk.stuck());
}

}  // namespace nmsgxx::test
