#include "nmsgxx/deadline.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/network.hpp"
#include "support/pipe.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 50ms;
constexpr auto kSoon = 30s;  // long enough for a slow machine; without a deadline the wait would never end
constexpr std::size_t kMuch = 4 << 20;

/// Both ends of a connection.
struct SocketPair {
  Descriptor reading;
  Descriptor writing;

  SocketPair() {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    reading = Descriptor(ends[0]);
    writing = Descriptor(ends[1]);
  }
};

std::unique_ptr<Sink> standard_output_as(const Descriptor& descriptor, const Deadline& deadline) {
  const StandardStream output(STDOUT_FILENO, descriptor);
  return std::move(*open_file_sink("-", deadline));
}

/// Checks that the sink gives up what nobody reads, and says how much that is.
void check_gives_up(Sink& sink, Wakeup& wakeup) {
  const std::uint64_t before = sink.stats().octets.value();
  const Stopwatch watch;
  const Later later(20ms, [&wakeup] { wakeup.set(); });
  const auto written = sink.write(Octets(kMuch));
  REQUIRE_FALSE(written.has_value());
  CHECK(watch.elapsed() >= 20ms + kGrace);
  CHECK(watch.elapsed() < kSoon);
  CHECK(written.error().code == Errc::system);
  const std::string rest = std::to_string(kMuch - (sink.stats().octets.value() - before));
  CHECK(written.error().message().ends_with(": " + rest + " bytes were not written before the run had to end"));
  CHECK_FALSE(sink.write(as_bytes("x")).has_value());
}

}  // namespace

TEST_CASE("Deadline: begins with the wake-up") {
  Wakeup wakeup;
  const Deadline deadline{&wakeup, 1h};
  const Deadline at_once{&wakeup};
  CHECK_FALSE(deadline.end().has_value());
  CHECK_FALSE(at_once.over());
  const auto before = Deadline::Clock::now();
  wakeup.set();
  const auto after = Deadline::Clock::now();
  wakeup.set();
  REQUIRE(deadline.end().has_value());
  CHECK(*deadline.end() >= before + 1h);
  CHECK(*deadline.end() <= after + 1h);
  CHECK_FALSE(deadline.over());
  CHECK(at_once.over());
  CHECK_FALSE(Deadline{}.over());
}

TEST_CASE("wait_writable: returns whether there is room before the deadline") {
  struct Case {
    const char* name;
    bool set, full;
    std::chrono::milliseconds grace;
    bool writable;
  };
  static const Case cases[] = {
      {"there is room", false, false, 0ms, true},
      {"there is room, and time", true, false, 1h, true},
      {"there is room, but no time", true, false, 0ms, true},
      {"there is neither", true, true, 0ms, false},
      {"there is no room for some time", true, true, 20ms, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Pipe pipe;
      Wakeup wakeup;
      if (c.set) wakeup.set();
      if (c.full) {
        fcntl(pipe.writing.get(), F_SETFL, O_NONBLOCK);
        while (write(pipe.writing.get(), "x", 1) == 1) {
        }
      }
      CHECK(wait_writable(pipe.writing.get(), {&wakeup, c.grace}) == c.writable);
    }
  }
}

TEST_CASE("wait_until: ends at its time or at the deadline") {
  Wakeup wakeup;
  CHECK(wait_until(Deadline::Clock::now() + 5ms, {&wakeup}));
  CHECK(wait_until(Deadline::Clock::now() + 5ms, {}));
  const Later later(20ms, [&wakeup] { wakeup.set(); });
  CHECK_FALSE(wait_until(Deadline::Clock::now() + 1h, {&wakeup, 10ms}));
}

TEST_CASE("FileSink: gives up a stuck reader of a pipe or socket at the deadline") {
  struct Case {
    const char* name;
    bool socket, blocks;
  };
  static const Case cases[] = {
      {"a pipe", false, true},
      {"a pipe that does not block", false, false},
      {"a socket", true, true},
      {"a socket that does not block", true, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Pipe pipe;
      SocketPair sockets;
      const Descriptor& writing = c.socket ? sockets.writing : pipe.writing;
      if (!c.blocks) fcntl(writing.get(), F_SETFL, O_NONBLOCK);
      Wakeup wakeup;
      const auto sink = standard_output_as(writing, {&wakeup, kGrace});
      check_gives_up(*sink, wakeup);
      CHECK(((fcntl(writing.get(), F_GETFL) & O_NONBLOCK) == 0) == c.blocks);  // other processes may share it
    }
  }
}

TEST_CASE("FileSink: gives up a slow reader at the deadline") {
  Pipe pipe;
  Wakeup wakeup;
  wakeup.set();
  const auto sink = standard_output_as(pipe.writing, {&wakeup, kGrace});
  std::atomic<bool> over = false;
  std::jthread reader([&] {
    std::array<std::byte, 4096> piece;
    while (!over && read(pipe.reading.get(), piece.data(), piece.size()) > 0) std::this_thread::sleep_for(1ms);
  });
  const Stopwatch watch;
  while (sink->write(Octets(kMuch)).has_value() && watch.elapsed() < kSoon) {
  }
  CHECK(watch.elapsed() < kSoon);
  over = true;
  pipe.close_writing();
}

TEST_CASE("open_file_sink: waits until a named pipe is read or the wake-up is set") {
  const Folder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  Wakeup wakeup;
  SUBCASE("nobody reads") {
    const Later later(50ms, [&wakeup] { wakeup.set(); });
    const auto sink = open_file_sink(path, {&wakeup, 1h});
    REQUIRE_FALSE(sink.has_value());
    CHECK(sink.error().message() == "unable to open " + path + " for writing: No such device or address");
  }
  SUBCASE("somebody reads after a while, and then no more") {
    Descriptor reading;
    const Later later(50ms, [&] { reading = Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)); });
    const auto sink = open_file_sink(path, {&wakeup, kGrace});
    REQUIRE(sink.has_value());
    CHECK((*sink)->write(as_bytes("x")).has_value());
    check_gives_up(**sink, wakeup);
  }
}

TEST_CASE("FileSink: writes to a file until the deadline and not after it") {
  const Folder folder;
  Wakeup wakeup;
  const auto late = open_file_sink(folder.path("late"), {&wakeup, -1h});
  const auto sink = open_file_sink(folder.path("out"), {&wakeup, 1h});
  REQUIRE(late.has_value());
  REQUIRE(sink.has_value());
  wakeup.set();
  CHECK((*sink)->write(as_bytes("in time")).has_value());
  CHECK((*sink)->close().has_value());
  CHECK(hex(read_file(folder.path("out"))) == hex(as_bytes("in time")));
  CHECK_FALSE((*late)->write(as_bytes("too late")).has_value());
  CHECK(read_file(folder.path("late")).empty());
}

TEST_CASE("UdpSink: the deadline ends the wait for the rate") {
  const Receiver receiver("127.0.0.1");
  Wakeup wakeup;
  const auto sink =
      open_udp_sink(endpoint("127.0.0.1", receiver.port()), {.rate = make_rate_limit(0.001), .deadline = {&wakeup, kGrace}});
  REQUIRE(sink.has_value());
  CHECK((*sink)->write(as_bytes("first")).has_value());
  const Later later(20ms, [&wakeup] { wakeup.set(); });
  const auto written = (*sink)->write(as_bytes("second"));
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().message().ends_with(": 1 datagram was not sent before the run had to end"));
  CHECK((*sink)->stats().writes.value() == 1);
}

TEST_CASE("UdpSink: sends its queue until the deadline and not after it") {
  const Receiver receiver("127.0.0.1");
  Wakeup wakeup;
  wakeup.set();
  for (const bool in_time : {true, false}) {
    SUBCASE(in_time ? "in time" : "too late") {
      const auto sink = open_udp_sink(endpoint("127.0.0.1", receiver.port()), {.deadline = {&wakeup, in_time ? 1h : 0h}});
      REQUIRE(sink.has_value());
      for (int n = 0; n < 3; ++n) CHECK((*sink)->write(as_bytes("x")).has_value());
      const auto flushed = (*sink)->flush();
      CHECK(flushed.has_value() == in_time);
      if (!flushed) CHECK(flushed.error().message().ends_with(": 3 datagrams were not sent before the run had to end"));
    }
  }
}

}  // namespace nmsgxx::test
