#include "nmsgxx/stream_source.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <chrono>
#include <string>

#include <thread>
#include <vector>

#include "io/folder.hpp"
#include "io/later.hpp"
#include "io/pipe.hpp"
#include "support.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

struct Read {
  std::size_t payloads = 0;
  SourceState state = SourceState::ready;
  std::vector<Errc> reports;
};

Read read_all(int descriptor, const Wakeup& wakeup) {
  Read read;
  const auto source =
      make_stream_source(descriptor, {}, {}, wakeup, [&](const Error& error) { read.reports.push_back(error.code); });
  ContainerView container;
  while (read.state == SourceState::ready) {
    const auto state = source->next(container);
    REQUIRE(state.has_value());
    read.state = *state;
    if (read.state == SourceState::ready) read.payloads += container.size();
  }
  CHECK(source->stats().skipped_octets.value() <= source->stats().octets.value());
  return read;
}

Read read_file_of(const std::vector<std::byte>& octets, const Wakeup& wakeup) {
  const Folder folder;
  return read_all(open(folder.file("stream", octets).c_str(), O_RDONLY | O_CLOEXEC), wakeup);
}

std::vector<std::byte> joined(std::initializer_list<std::vector<std::byte>> parts) {
  std::vector<std::byte> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

TEST_CASE("files, whole and damaged") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));  // payloads
  const auto cut = std::vector(three.begin(), three.end() - 1);
  const auto fragments = read_file(data_path("wire/fragments.nmsg"));
  const auto one_fragment = std::vector(fragments.begin(), fragments.begin() + 88);
  auto broken = three;
  broken[10] = std::byte{0x0F};  // wire type 7
  struct Case {
    const char* name;
    std::vector<std::byte> octets;
    std::size_t payloads;
    std::vector<Errc> reports;
  };
  const Case cases[] = {
      {"nothing", {}, 0, {}},
      {"two", joined({three, three}), 6, {}},
      {"cut", joined({three, cut}), 3, {Errc::cut_end}},
      {"cut inside the header", joined({three, unhex("4e4d5347")}), 3, {Errc::cut_end}},
      {"garbage between", joined({three, unhex("0102 4e4d5347 05"), three}), 6, {Errc::bad_magic}},
      {"a container that does not decode", joined({three, broken, three}), 6, {Errc::bad_wire_type}},
      {"fragments", joined({fragments, three}), 4, {}},
      {"a fragment alone", joined({one_fragment, three}), 3, {Errc::lost_fragment}},
  };
  const Wakeup wakeup;
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Read read = read_file_of(c.octets, wakeup);
    CHECK(read.state == SourceState::end);
    CHECK(read.payloads == c.payloads);
    CHECK(read.reports == c.reports);
  }
}

TEST_CASE("containers larger than any buffer, and many small ones") {
  const auto small = read_file(data_path("wire/minimal.nmsg"));
  std::vector<std::byte> octets;
  for (int i = 0; i < 50'000; ++i) octets.insert(octets.end(), small.begin(), small.end());
  // 3 MB of payload: an unknown field in front of the three of crcs.nmsg
  auto large = unhex("4e4d5347 0002 002dc6cb 9a03 c08db701");
  large.resize(large.size() + 3'000'000);
  const auto crcs = read_file(data_path("wire/crcs.nmsg"));
  large.insert(large.end(), crcs.begin() + 10, crcs.end());
  const std::size_t body = large.size() - 10;
  for (int i = 0; i < 4; ++i) large[static_cast<std::size_t>(6 + i)] = static_cast<std::byte>(body >> (24 - 8 * i));
  octets.insert(octets.end(), large.begin(), large.end());
  octets.insert(octets.end(), small.begin(), small.end());
  const Wakeup wakeup;
  const Read read = read_file_of(octets, wakeup);
  CHECK(read.payloads == 50'004);
  CHECK(read.reports.empty());
}

TEST_CASE("a pipe that pauses anywhere loses nothing") {
  const auto container = read_file(data_path("wire/crcs.nmsg"));
  Pipe pipe;
  const Wakeup wakeup;
  const std::jthread writer([&] {
    for (const std::byte octet : container) {
      put(pipe.writing, {&octet, 1});
      std::this_thread::sleep_for(1ms);
    }
    pipe.close_writing();
  });
  const Read read = read_all(pipe.reading.release(), wakeup);
  CHECK(read.payloads == 3);
  CHECK(read.reports.empty());
}

TEST_CASE("the wake-up ends the wait for the rest of a container") {
  const auto container = read_file(data_path("wire/crcs.nmsg"));
  Pipe pipe;
  Wakeup wakeup;
  put(pipe.writing, container);
  put(pipe.writing, Bytes(container).first(50));
  const Later waker(30ms, [&] { wakeup.set(); });
  const Read read = read_all(pipe.reading.release(), wakeup);
  CHECK(read.state == SourceState::woken);
  CHECK(read.payloads == 3);
  CHECK(read.reports.empty());
}

}  // namespace nmsgxx::test
