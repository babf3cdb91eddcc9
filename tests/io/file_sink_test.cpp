#include "nmsgxx/file_sink.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "io/files.hpp"
#include "support.hpp"

namespace nmsgxx::test {

TEST_CASE("a file is truncated and gets all that is written") {
  const TemporaryFile file(unhex("ffffffffffff"));
  {
    const auto sink = open_file_sink(file.path());
    REQUIRE(sink.has_value());
    REQUIRE((*sink)->write(unhex("0102")).has_value());
    REQUIRE((*sink)->write(unhex("03")).has_value());
    CHECK((*sink)->stats().octets.value() == 3);
    CHECK((*sink)->stats().writes.value() == 2);
  }
  CHECK(read_file(file.path()) == unhex("010203"));
}

TEST_CASE("files that cannot be written") {
  struct Case {
    const char* path;
    const char* want;
  };
  static const Case cases[] = {{"/no/such/file", "/no/such/file: No such file or directory"}, {"/", "/: Is a directory"}};
  for (const Case& c : cases) CHECK(open_file_sink(c.path).error().message() == c.want);
  const auto full = open_file_sink("/dev/full");
  REQUIRE(full.has_value());
  CHECK((*full)->write(unhex("00")).error().message() == "/dev/full: No space left on device");
}

TEST_CASE("a slow reader gets all in order, through a pipe that does not block") {
  const TemporaryFile file;
  const std::string path = file.path() + ".fifo";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  const int standard_output = dup(STDOUT_FILENO);
  // "-" is a copy of standard output, flags included.
  const int writer = open(path.c_str(), O_WRONLY | O_NONBLOCK);
  dup2(writer, STDOUT_FILENO);
  close(writer);
  auto sink = open_file_sink("-");
  dup2(standard_output, STDOUT_FILENO);
  close(standard_output);
  fcntl(reader, F_SETFL, 0);

  std::vector<std::byte> octets(300'000);
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::byte>(i * 7 >> 3);
  std::vector<std::byte> got;
  {
    const std::jthread slow([&] {
      std::vector<std::byte> piece(7000);
      for (ssize_t size = 0; (size = read(reader, piece.data(), piece.size())) > 0;) {
        got.insert(got.end(), piece.begin(), piece.begin() + size);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    CHECK((*sink)->write(octets).has_value());
    sink->reset();
  }
  CHECK(got == octets);
  close(reader);
  unlink(path.c_str());
}

}  // namespace nmsgxx::test
