#include "process.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/wakeup.hpp"
#include "pid_file.hpp"
#include "support/folder.hpp"
#include "usage_error.hpp"

namespace nmsgxx::test {

using namespace tools;
using namespace std::chrono_literals;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Waits for a command in the background to write a file.
std::string content_once_written(const std::string& path) {
  for (int i = 0; i < 2000 && !content(path).ends_with('\n'); ++i) std::this_thread::sleep_for(10ms);
  return content(path);
}

}  // namespace

TEST_CASE("run_kicker: passes the name as one argument") {
  static const char* const names[] = {"plain", "with a blank", "it's", "$HOME;`id`\"", "-n"};
  for (const char* const name : names) {
    SUBCASE(name) {
      const Folder folder;
      const std::string out = folder.path("out");
      CHECK(run_kicker("printf '%s\\n' >" + out, name, {}));
      CHECK(content_once_written(out) == std::string(name) + '\n');
    }
  }
}

TEST_CASE("run_kicker: reports a command that the shell does not understand") {
  CHECK(!run_kicker("echo (", "name", {}));
}

TEST_CASE("run_kicker: does not wait for a command in the background") {
  const Folder folder;
  const std::string fifo = folder.path("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(run_kicker("cat >/dev/null 2>&1 " + fifo, "name", {}));
  std::ofstream(fifo) << "the command may end\n";
}

TEST_CASE("run_kicker: stops waiting for other commands at the deadline") {
  const Folder folder;
  const std::string fifo = folder.path("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Wakeup stopped;
  stopped.set();
  CHECK(run_kicker("cat " + fifo + " >/dev/null; :", "name", {&stopped, 10ms}));
  std::ofstream(fifo) << "the command may end\n";
}

TEST_CASE("find_user: refuses an unknown name") {
  CHECK_THROWS_AS(find_user("no such user"), UsageError);
}

TEST_CASE("PidFile: holds the process ID and is deleted at the end") {
  const Folder folder;
  const std::string path = folder.path("pid");
  FilesInUse files;
  {
    PidFile file("program", path, "", files);
    CHECK(content(path).empty());
    file.write();
    CHECK(content(path) == std::to_string(getpid()) + '\n');
  }
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE("PidFile: replaces the number of an earlier process") {
  const Folder folder;
  const std::string path = folder.path("pid");
  std::ofstream(path) << "1234567\n";
  FilesInUse files;
  PidFile file("program", path, "", files);
  file.write();
  CHECK(content(path) == std::to_string(getpid()) + '\n');
}

TEST_CASE("PidFile: leaves files alone that are not its own") {
  const Folder folder;
  const std::string target = folder.path("target");
  std::ofstream(target) << "precious\n";
  const std::string path = folder.path("pid");
  SUBCASE("a symbolic link") {
    std::filesystem::create_symlink(target, path);
  }
  SUBCASE("another name of a file") {
    std::filesystem::create_hard_link(target, path);
  }
  SUBCASE("a folder") {
    std::filesystem::create_directory(path);
  }
  FilesInUse files;
  { PidFile("program", path, "", files).write(); }
  CHECK(content(target) == "precious\n");
  CHECK(std::filesystem::exists(std::filesystem::symlink_status(path)));
}

TEST_CASE("PidFile: refuses a file that the process reads or writes, or another process holds") {
  const Folder folder;
  const std::string path = folder.path("pid");
  FilesInUse files;
  const PidFile first("program", path, "", files);
  CHECK_THROWS_AS(PidFile("program", path, "", files), UsageError);
  FilesInUse of_another;
  CHECK_THROWS_AS(PidFile("program", path, "", of_another), UsageError);
}

TEST_CASE("PidFile: does not delete a file that has replaced it") {
  const Folder folder;
  const std::string path = folder.path("pid");
  FilesInUse files;
  {
    const PidFile file("program", path, "", files);
    std::filesystem::remove(path);
    std::ofstream(path) << "somebody else\n";
  }
  CHECK(content(path) == "somebody else\n");
}

}  // namespace nmsgxx::test
