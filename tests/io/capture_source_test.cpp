#include "nmsgxx/capture_source.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "io/files.hpp"
#include "support.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

// A raw IP frame of four octets at 1.5 s, behind the header of each format.
constexpr const char* kMicro = "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 65000000";
constexpr const char* kMicroFrame = "01000000 20a10700 04000000 04000000 45000000";
constexpr const char* kNano = "4d3cb2a1 0200 0400 00000000 00000000 ffff0000 65000000";
constexpr const char* kNanoFrame = "01000000 0065cd1d 04000000 04000000 45000000";
constexpr const char* kBig = "a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000065";
constexpr const char* kBigFrame = "00000001 0007a120 00000004 00000004 45000000";
constexpr const char* kCutFrame = "01000000 20a10700 04000000 09000000 45000000";
constexpr const char* kOddTime = "00000000 60e31600 04000000 04000000 45000000";  // 0 s and 1,500,000 us
constexpr const char* kNg =
    "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"  // section
    "01000000 14000000 6500 0000 00000000 14000000";                  // interface
constexpr const char* kNgFrame = "06000000 24000000 00000000 00000000 60e31600 04000000 04000000 45000000 24000000";

struct Read {
  std::vector<std::string> times;
  std::vector<bool> complete;
  SourceState state = SourceState::ready;
  std::string error;
};

Read read_all(int descriptor, const std::string& filter, const Wakeup& wakeup) {
  Read read;
  auto source = make_capture_source(descriptor, {}, filter, wakeup);
  if (!source) {
    read.error = source.error().message();
    return read;
  }
  std::span<const Frame> frames;
  while (true) {
    const auto state = (*source)->next(frames);
    if (!state) {
      read.error = state.error().message();
      return read;
    }
    read.state = *state;
    if (*state != SourceState::ready) return read;
    for (const Frame& frame : frames) {
      read.times.push_back(std::to_string(frame.time_sec) + "." + std::to_string(frame.time_nsec));
      read.complete.push_back(frame.complete());
    }
  }
}

}  // namespace

TEST_CASE("capture files") {
  struct Case {
    const char* name;
    std::string hex;
    const char* filter;
    std::vector<std::string> times;
    const char* error;
  };
  const std::string micro = kMicro;
  const std::string frame = kMicroFrame;
  const Case cases[] = {
      {"microseconds", micro + frame, "", {"1.500000000"}, ""},
      {"nanoseconds", std::string(kNano) + kNanoFrame, "", {"1.500000000"}, ""},
      {"big endian", std::string(kBig) + kBigFrame, "", {"1.500000000"}, ""},
      {"pcapng", std::string(kNg) + kNgFrame, "", {"1.500000000"}, ""},
      {"no frames", micro, "", {}, ""},
      {"more than a second of microseconds", micro + kOddTime, "", {"1.500000000"}, ""},
      {"a filter", micro + frame + frame, "ip", {"1.500000000", "1.500000000"}, ""},
      {"a filter that nothing passes", micro + frame, "ip6", {}, ""},
      {"a filter that does not compile", micro + frame, "port ip", {}, "filter 'port ip': "},
      {"cut inside a frame", micro + frame + "01000000 20a10700 04000000 04000000 4500", "", {"1.500000000"}, "cut off: "},
      {"cut inside its header", micro + frame + "01000000", "", {"1.500000000"}, "cut off: "},
      {"cut inside the file's header", "d4c3b2a1 0200", "", {}, "truncated dump file"},
      {"no capture", "68656c6c6f68656c6c6f", "", {}, "unknown file format"},
      {"a link type without packets", "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 69000000", "", {}, "IEEE802_11"},
  };
  const Wakeup wakeup;
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const TemporaryFile file(unhex(c.hex));
    const Read read = read_all(file.open(), c.filter, wakeup);
    CHECK(read.times == c.times);
    CHECK(read.error.empty() == std::string_view(c.error).empty());
    CHECK(read.error.find(c.error) != std::string::npos);
  }
}

TEST_CASE("a frame that the capture cut short says so") {
  const Wakeup wakeup;
  const TemporaryFile file(unhex(std::string(kMicro) + kMicroFrame + kCutFrame));
  CHECK(read_all(file.open(), "", wakeup).complete == std::vector{true, false});
}

TEST_CASE("frames of a pipe are given out before it pauses, and the wake-up ends the pause") {
  Pipe pipe;
  Wakeup wakeup;
  pipe.write(unhex(std::string(kMicro) + kMicroFrame + kMicroFrame + "01000000"));
  auto source = make_capture_source(pipe.take_reader(), {}, "", wakeup);
  REQUIRE(source.has_value());
  std::span<const Frame> frames;
  std::size_t got = 0;
  const std::jthread waker([&] {
    std::this_thread::sleep_for(100ms);
    wakeup.set();
  });
  SourceState state = SourceState::ready;
  while (state == SourceState::ready) {
    const auto next = (*source)->next(frames);
    REQUIRE(next.has_value());
    state = *next;
    got += frames.size();
  }
  CHECK(state == SourceState::woken);
  CHECK(got == 2);
}

TEST_CASE("the capture that ships") {
  const Wakeup wakeup;
  const auto path = data_path("demo.pcap").string();
  const int descriptor = open(path.c_str(), O_RDONLY);
  const Read read = read_all(descriptor, "", wakeup);
  CHECK(read.state == SourceState::end);
  CHECK(read.times.size() == 345);
}

}  // namespace nmsgxx::test
