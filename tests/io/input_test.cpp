#include "nmsgxx/input.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/pipe.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

Octets all_of(const OpenedInput& input) {
  const Descriptor descriptor(input.descriptor);
  return joined(input.head, drain(descriptor));
}

}  // namespace

TEST_CASE("open_input: recognizes a file by its first bytes") {
  struct Case {
    std::string name;
    std::string hex;
    InputKind want;
  };
  static const Case cases[] = {
      {"NMSG", "4E4D5347 0002 00000000", InputKind::nmsg},
      {"NMSG, nothing but the magic", "4E4D5347", InputKind::nmsg},
      {"pcap, microseconds", "A1B2C3D4 0002 0004", InputKind::capture},
      {"pcap, microseconds, other order", "D4C3B2A1 0200 0400", InputKind::capture},
      {"pcap, nanoseconds", "A1B23C4D", InputKind::capture},
      {"pcap, nanoseconds, other order", "4D3CB2A1", InputKind::capture},
      {"pcap, Kuznetzov's", "A1B2CD34", InputKind::capture},
      {"pcap, Kuznetzov's, other order", "34CDB2A1", InputKind::capture},
      {"pcapng", "0A0D0D0A 1C000000 4D3C2B1A", InputKind::capture},
      {"nothing", "", InputKind::empty},
      {"too short for any kind", "4E4D53", InputKind::unknown},
      {"one byte", "0A", InputKind::unknown},
      {"text", "7B7D0A0A", InputKind::unknown},
      {"zeros", "00000000 00000000 00000000 00000000 00000000", InputKind::unknown},
  };
  const Folder folder;
  const Wakeup wakeup;
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const Octets content = unhex(c.hex);
      const auto file = open_input(folder.file("in", content), wakeup);
      REQUIRE(file.has_value());
      CHECK((file->kind == c.want));
      CHECK(hex(all_of(*file)) == hex(content));

      Pipe pipe;
      const StandardStream input(STDIN_FILENO, pipe.reading);
      const Later later(1ms, [&] {
        for (const std::byte& byte : content) {
          put(pipe.writing, {&byte, 1});
          std::this_thread::sleep_for(1ms);
        }
        pipe.close_writing();
      });
      const auto standard = open_input("-", wakeup);
      REQUIRE(standard.has_value());
      CHECK((standard->kind == c.want));
      CHECK(hex(all_of(*standard)) == hex(content));
    }
  }
}

TEST_CASE("open_unread: opens a pipe before anything has arrived") {
  Pipe pipe;
  const StandardStream input(STDIN_FILENO, pipe.reading);
  const auto number = open_unread("-");
  REQUIRE(number.has_value());
  const Descriptor descriptor(*number);
  put(pipe.writing, as_bytes("late"));
  pipe.close_writing();
  CHECK(hex(drain(descriptor)) == hex(as_bytes("late")));
}

TEST_CASE("open_input: names a file that cannot be opened, with the reason") {
  const Folder folder;
  const Wakeup wakeup;
  const std::string file = folder.file("file", {});
  struct Case {
    const char* name;
    std::string path, why;
  };
  const Case cases[] = {
      {"a directory", folder.path(""), "Is a directory"},
      {"no such file", folder.path("none"), "No such file or directory"},
      {"below a file", file + "/in", "Not a directory"},
      {"no path", "", "No such file or directory"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto input = open_input(c.path, wakeup);
      REQUIRE_FALSE(input.has_value());
      CHECK(input.error().code == Errc::system);
      CHECK(input.error().message() == "unable to open " + c.path + " for reading: " + c.why);
    }
  }
}

TEST_CASE("open_input: a wake-up ends the wait for the first bytes") {
  Wakeup wakeup;
  Pipe pipe;
  const StandardStream input(STDIN_FILENO, pipe.reading);
  SUBCASE("none has arrived") {}
  SUBCASE("too few have arrived") {
    put(pipe.writing, as_bytes("NM"));
  }
  const Later later(50ms, [&wakeup] { wakeup.set(); });
  const Stopwatch watch;
  const auto opened = open_input("-", wakeup);
  REQUIRE(opened.has_value());
  CHECK(watch.elapsed() < 1s);
  const Descriptor descriptor(opened->descriptor);
  CHECK((opened->kind != InputKind::nmsg));
}

TEST_CASE("open_input: waits for the writer of a named pipe") {
  const Folder folder;
  const std::string path = folder.path("fifo");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  Wakeup wakeup;
  SUBCASE("that nobody writes to is waited for until the wake-up") {
    const Later later(50ms, [&wakeup] { wakeup.set(); });
    // Opening it for writing lets a reader go on that is stuck in open().
    const Later rescue(1500ms, [&path] { const Descriptor writer(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)); });
    const Stopwatch watch;
    const auto opened = open_input(path, wakeup);
    REQUIRE(opened.has_value());
    CHECK(watch.elapsed() < 1s);
    const Descriptor descriptor(opened->descriptor);
    CHECK((opened->kind == InputKind::empty));
  }
  SUBCASE("that somebody writes to later") {
    const Later later(50ms, [&path] {
      const Descriptor writer(open(path.c_str(), O_WRONLY | O_CLOEXEC));
      put(writer, as_bytes("NMSG and so on"));
    });
    const auto opened = open_input(path, wakeup);
    REQUIRE(opened.has_value());
    const Descriptor descriptor(opened->descriptor);
    CHECK((opened->kind == InputKind::nmsg));
  }
}

}  // namespace nmsgxx::test
