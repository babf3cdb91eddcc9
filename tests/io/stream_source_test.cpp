#include "nmsgxx/stream_source.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/pipe.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

struct Read {
  std::size_t payloads = 0;
  SourceState state = SourceState::ready;
  std::vector<Errc> reports;
};

Read read_all(int descriptor, const Wakeup& wakeup, bool map = false) {
  Read read;
  const auto source =
      make_stream_source(descriptor, {}, {.map = map}, wakeup, [&](const Error& error) { read.reports.push_back(error.code); });
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

int opened(const std::string& path) {
  return open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

Read read_file_of(const std::vector<std::byte>& bytes, const Wakeup& wakeup, bool map) {
  const Folder folder;
  return read_all(opened(folder.file("stream", bytes)), wakeup, map);
}

std::vector<std::byte> joined(std::initializer_list<std::vector<std::byte>> parts) {
  std::vector<std::byte> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

TEST_CASE("StreamSource: reads whole and damaged files") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));  // payloads
  const auto cut = std::vector(three.begin(), three.end() - 1);
  const auto fragments = read_file(data_path("wire/fragments.nmsg"));
  const auto one_fragment = std::vector(fragments.begin(), fragments.begin() + 88);
  auto broken = three;
  broken[10] = std::byte{0x0F};  // wire type 7
  struct Case {
    const char* name;
    std::vector<std::byte> bytes;
    std::size_t payloads;
    std::vector<Errc> reports;
  };
  const Case cases[] = {
      {"nothing", {}, 0, {}},
      {"two copies", joined({three, three}), 6, {}},
      {"cut", joined({three, cut}), 3, {Errc::cut_end}},
      {"cut inside the header", joined({three, unhex("4e4d5347")}), 3, {Errc::cut_end}},
      {"garbage between", joined({three, unhex("0102 4e4d5347 05"), three}), 6, {Errc::bad_magic}},
      {"a container that does not decode", joined({three, broken, three}), 6, {Errc::bad_wire_type}},
      {"fragments", joined({fragments, three}), 4, {}},
      {"a fragment alone", joined({one_fragment, three}), 3, {Errc::lost_fragment}},
  };
  const Wakeup wakeup;
  guard_mapped_files();
  for (const Case& c : cases) {
    for (const bool map : {false, true}) {
      SUBCASE((c.name + std::string(map ? ", mapped" : ", copied")).c_str()) {
        const Read read = read_file_of(c.bytes, wakeup, map);
        CHECK(read.state == SourceState::end);
        CHECK(read.payloads == c.payloads);
        CHECK(read.reports == c.reports);
      }
    }
  }
}

TEST_CASE("StreamSource: reads containers larger than any buffer, and many small ones") {
  const auto small = read_file(data_path("wire/minimal.nmsg"));
  std::vector<std::byte> bytes;
  for (int i = 0; i < 50'000; ++i) bytes.insert(bytes.end(), small.begin(), small.end());
  // 3 MB of payload: an unknown field in front of the three of crcs.nmsg
  auto large = unhex("4e4d5347 0002 002dc6cb 9a03 c08db701");
  large.resize(large.size() + 3'000'000);
  const auto crcs = read_file(data_path("wire/crcs.nmsg"));
  large.insert(large.end(), crcs.begin() + 10, crcs.end());
  const std::size_t body = large.size() - 10;
  for (int i = 0; i < 4; ++i) large[static_cast<std::size_t>(6 + i)] = static_cast<std::byte>(body >> (24 - 8 * i));
  bytes.insert(bytes.end(), large.begin(), large.end());
  bytes.insert(bytes.end(), small.begin(), small.end());
  // More than one window of a mapped file.
  for (const int copies : {1, 5}) {
    std::vector<std::byte> more;
    for (int i = 0; i < copies; ++i) more.insert(more.end(), bytes.begin(), bytes.end());
    for (const bool map : {false, true}) {
      CAPTURE(copies);
      CAPTURE(map);
      const Wakeup wakeup;
      guard_mapped_files();
      const Read read = read_file_of(more, wakeup, map);
      CHECK(read.payloads == static_cast<std::size_t>(copies) * 50'004);
      CHECK(read.reports.empty());
    }
  }
}

TEST_CASE("StreamSource: survives a mapped file that becomes shorter while it is read") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));
  std::vector<std::byte> bytes;
  while (bytes.size() < 1 << 20) bytes.insert(bytes.end(), three.begin(), three.end());
  const Folder folder;
  const std::string path = folder.file("stream", bytes);
  guard_mapped_files();
  const Wakeup wakeup;
  std::size_t reports = 0;
  const auto source = make_stream_source(opened(path), {}, {.map = true}, wakeup, [&](const Error&) { ++reports; });
  ContainerView container;
  REQUIRE(source->next(container) == SourceState::ready);
  std::filesystem::resize_file(path, 1 << 12);
  std::size_t payloads = 0;
  while (true) {
    const auto state = source->next(container);
    if (!state) {
      CHECK((state.error().code == Errc::system));
      break;
    }
    REQUIRE(*state == SourceState::ready);
    for (const PayloadView& payload : container) payloads += payload.check_crc() == CrcVerdict::good;
  }
  CHECK(payloads * 50 < bytes.size());
  CHECK(reports > 0);
}

TEST_CASE("StreamSource: reports a file that became shorter after the containers that are left") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));
  struct Case {
    const char* name;
    bool map;
    std::size_t file;  // containers
    std::size_t left;  // bytes, when one container was read
    bool error;
    std::size_t containers;  // at least, after the first
  };
  // A mapped window has 8 MiB, which are there or zero when it is cut.
  const std::size_t many = (20 << 20) / three.size();
  const std::size_t half = many / 2;
  const Case cases[] = {
      {"copied, between two containers", false, many, half * three.size(), true, half - 1},
      {"copied, inside a container", false, many, half * three.size() + 20, true, half - 1},
      {"copied, before what was read", false, many, 10, true, 1},
      {"copied, when all of it was read", false, 3, 10, false, 2},
      {"mapped, between two containers", true, many, half * three.size(), true, half - 1},
      {"mapped, inside a container", true, many, half * three.size() + 20, true, half - 1},
      {"mapped, in the first window", true, many, 1 << 20, true, 1},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Folder folder;
      const std::string path = folder.file("stream", repeated(three, c.file * three.size()));
      guard_mapped_files();
      const Wakeup wakeup;
      const auto source = make_stream_source(opened(path), {}, {.map = c.map}, wakeup, [](const Error&) {});
      ContainerView container;
      REQUIRE(source->next(container) == SourceState::ready);
      std::filesystem::resize_file(path, c.left);
      std::size_t containers = 0;
      auto state = source->next(container);
      for (; state == SourceState::ready; state = source->next(container)) ++containers;
      CHECK(containers >= c.containers);
      REQUIRE(state.has_value() != c.error);
      if (!c.error) continue;
      CHECK((state.error().code == Errc::system));
      CHECK(state.error().message().find("the file became shorter while it was read") != std::string::npos);
    }
  }
}

TEST_CASE("StreamSource: reads a file from the descriptor's offset on, after the head") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));
  const Folder folder;
  const std::string path = folder.file("stream", joined({unhex("00 01 02"), three, three}));
  guard_mapped_files();
  for (const bool map : {false, true}) {
    CAPTURE(map);
    const int file = opened(path);
    std::vector<std::byte> head(4);
    REQUIRE(lseek(file, 3, SEEK_SET) == 3);
    REQUIRE(read(file, head.data(), head.size()) == 4);
    const Wakeup wakeup;
    const auto source = make_stream_source(file, head, {.map = map}, wakeup, [](const Error&) { CHECK(false); });
    ContainerView container;
    REQUIRE(source->next(container) == SourceState::ready);
    REQUIRE(source->next(container) == SourceState::ready);
    CHECK(source->next(container) == SourceState::end);
  }
}

TEST_CASE("StreamSource: reports the same for a pipe and a file that end in a partial magic number") {
  const auto three = read_file(data_path("wire/crcs.nmsg"));
  struct Case {
    const char* name;
    std::vector<std::byte> end;
    std::vector<Errc> reports;
  };
  const Case cases[] = {
      {"after garbage", unhex("0102 4e4d"), {Errc::bad_magic}},
      {"after garbage, without a version", unhex("0102 4e4d5347 00"), {Errc::bad_magic}},
      {"after a container", unhex("4e4d5347"), {Errc::cut_end}},
      {"after garbage, with a version", unhex("0102 4e4d5347 00 02"), {Errc::bad_magic, Errc::cut_end}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Wakeup wakeup;
      CHECK(read_file_of(joined({three, c.end}), wakeup, false).reports == c.reports);
      Pipe pipe;
      put(pipe.writing, joined({three, c.end}));
      pipe.close_writing();
      CHECK(read_all(pipe.reading.release(), wakeup).reports == c.reports);
    }
  }
}

TEST_CASE("StreamSource: loses nothing of a pipe that pauses anywhere") {
  const auto container = read_file(data_path("wire/crcs.nmsg"));
  Pipe pipe;
  const Wakeup wakeup;
  const std::jthread writer([&] {
    for (const std::byte byte : container) {
      put(pipe.writing, {&byte, 1});
      std::this_thread::sleep_for(1ms);
    }
    pipe.close_writing();
  });
  const Read read = read_all(pipe.reading.release(), wakeup);
  CHECK(read.payloads == 3);
  CHECK(read.reports.empty());
}

TEST_CASE("StreamSource: a wake-up ends the wait for the rest of a container") {
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
