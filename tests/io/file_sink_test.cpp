#include "nmsgxx/file_sink.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/pipe.hpp"
#include "support/random.hpp"
#include "support/signals.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::size_t kMuch = 1 << 20;  // sixteen times what a pipe holds

/// Reads a pipe slowly to its end, on another thread.
class SlowReader {
 public:
  explicit SlowReader(const Descriptor& from) : thread_([this, &from] { read(from); }) {}

  const Octets& all() {
    thread_.join();
    return all_;
  }

 private:
  void read(const Descriptor& from) {
    std::array<std::byte, 10'000> piece;
    while (true) {
      const ssize_t got = ::read(from.get(), piece.data(), piece.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return;
      all_.insert(all_.end(), piece.begin(), piece.begin() + got);
      std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
  }

  Octets all_;
  std::thread thread_;
};

std::unique_ptr<Sink> standard_output_as(const Descriptor& descriptor) {
  const StandardStream output(STDOUT_FILENO, descriptor);
  return std::move(*open_file_sink("-"));
}

}  // namespace

TEST_CASE("FileSink: writes at once and in order") {
  const Folder folder;
  const std::string path = folder.file("out", as_bytes("what stood here before and was longer"));
  const auto sink = open_file_sink(path);
  REQUIRE(sink.has_value());
  CHECK(read_file(path).empty());
  CHECK((*sink)->write(as_bytes("one ")).has_value());
  CHECK((*sink)->write({}).has_value());
  CHECK(hex(read_file(path)) == hex(as_bytes("one ")));
  CHECK((*sink)->write(as_bytes("two")).has_value());
  CHECK((*sink)->flush().has_value());
  CHECK(hex(read_file(path)) == hex(as_bytes("one two")));
  CHECK((*sink)->stats().octets.value() == 7);
  CHECK((*sink)->stats().writes.value() == 3);
}

TEST_CASE("open_file_sink: creates files with mode 0644 less the umask") {
  const Folder folder;
  const mode_t before = umask(027);
  const auto sink = open_file_sink(folder.path("out"));
  umask(before);
  REQUIRE(sink.has_value());
  struct stat status {};
  REQUIRE(stat(folder.path("out").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("open_file_sink: names a file that cannot be opened, with the reason") {
  const Folder folder;
  const std::string file = folder.file("file", {});
  struct Case {
    const char* name;
    std::string path, why;
  };
  const Case cases[] = {
      {"a directory", folder.path(""), "Is a directory"},
      {"no such directory", folder.path("none/out"), "No such file or directory"},
      {"below a file", file + "/out", "Not a directory"},
      {"no path", "", "No such file or directory"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto sink = open_file_sink(c.path);
      REQUIRE_FALSE(sink.has_value());
      CHECK(sink.error().code == Errc::system);
      CHECK(sink.error().message() == "unable to open " + c.path + " for writing: " + c.why);
    }
  }
}

TEST_CASE("open_file_sink: refuses a file that is in use and leaves it unchanged") {
  const Folder folder;
  const std::string path = folder.file("file", as_bytes("precious"));
  std::filesystem::create_hard_link(path, folder.path("hard"));
  std::filesystem::create_symlink(path, folder.path("symbolic"));
  FilesInUse read;
  REQUIRE(read.read(path));
  REQUIRE(read.read(folder.path("hard")));
  FilesInUse written;
  REQUIRE(written.write(folder.path("hard")));
  for (const char* name : {"file", "hard", "symbolic"}) {
    SUBCASE(name) {
      const auto input = open_file_sink(folder.path(name), {}, &read);
      REQUIRE_FALSE(input.has_value());
      CHECK(input.error().code == Errc::bad_argument);
      CHECK(input.error().message() == "input and output are the same file: " + folder.path(name));
      const auto output = open_file_sink(folder.path(name), {}, &written);
      REQUIRE_FALSE(output.has_value());
      CHECK(output.error().message() == "two outputs are the same file: " + folder.path(name));
      CHECK_FALSE(written.read(folder.path(name)).has_value());
      CHECK(hex(read_file(path)) == hex(as_bytes("precious")));
    }
  }
  SUBCASE("others are added") {
    REQUIRE(open_file_sink(folder.path("other"), {}, &read).has_value());
    CHECK_FALSE(open_file_sink(folder.path("other"), {}, &read).has_value());
    CHECK_FALSE(read.read(folder.path("other")).has_value());
  }
  SUBCASE("devices may be used twice") {
    REQUIRE(read.read("/dev/null"));
    for (int i = 0; i < 2; ++i) CHECK(open_file_sink("/dev/null", {}, &read).has_value());
  }
}

TEST_CASE("FileSink: reports a full disk") {
  const auto sink = open_file_sink("/dev/full");
  REQUIRE(sink.has_value());
  const auto written = (*sink)->write(as_bytes("x"));
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().message() == "/dev/full: write failed: No space left on device");
}

TEST_CASE("FileSink: writes everything to a slow reader, in spite of interruptions") {
  Random random(1);
  const Octets much = noise(random, kMuch);
  for (const bool blocks : {true, false}) {
    for (const bool interrupted : {true, false}) {
      CAPTURE(blocks);
      CAPTURE(interrupted);
      Pipe pipe;
      if (!blocks) fcntl(pipe.writing.get(), F_SETFL, O_NONBLOCK);
      auto sink = standard_output_as(pipe.writing);
      pipe.close_writing();
      SlowReader reader(pipe.reading);
      std::optional<Interruptions> interruptions;
      if (interrupted) interruptions.emplace();
      CHECK(sink->write(Bytes(much).first(100)).has_value());
      CHECK(sink->write(Bytes(much).subspan(100)).has_value());
      CHECK(sink->stats().octets.value() == kMuch);
      sink.reset();
      CHECK((reader.all() == much));
    }
  }
}

TEST_CASE("FileSink: reports a reader that goes away, also during a write") {
  const OnSignal no_end(SIGPIPE, SIG_IGN);
  for (const bool at_once : {true, false}) {
    CAPTURE(at_once);
    Pipe pipe;
    const auto sink = standard_output_as(pipe.writing);
    pipe.close_writing();
    std::optional<Later> later;
    if (at_once) {
      pipe.close_reading();
    } else {
      later.emplace(std::chrono::milliseconds(20), [&pipe] { pipe.close_reading(); });
    }
    const auto written = sink->write(Octets(kMuch));
    REQUIRE_FALSE(written.has_value());
    CHECK(written.error().code == Errc::system);
    CHECK(written.error().message() == "standard output: write failed: Broken pipe");
  }
}

TEST_CASE("FileSink: closes only its own descriptor") {
  Pipe pipe;
  {
    const StandardStream output(STDOUT_FILENO, pipe.writing);
    open_file_sink("-").value().reset();
    CHECK(fcntl(STDOUT_FILENO, F_GETFD) >= 0);
  }
  const Folder folder;
  const Descriptor first(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0));
  const int free = first.get() + 1;
  for (int i = 0; i < 3; ++i) open_file_sink(folder.path("out")).value().reset();
  CHECK(fcntl(free, F_GETFD) < 0);
}

}  // namespace nmsgxx::test
