#include "nmsgxx/rotation.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "engine/fakes.hpp"
#include "io/part_file.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using std::chrono::nanoseconds;
using std::chrono::system_clock;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

/// What a file will be called that is `.<name>.part` now.
std::string whole_name(const std::string& part) {
  return part.substr(1, part.size() - std::string_view(".part").size() - 1);
}

std::string content(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path).rdbuf();
  return all.str();
}

/// What a thread of a series says of its files.
class Finished {
 public:
  void tell(const Result<std::string>& name) {
    const std::lock_guard lock(mutex_);
    names_.push_back(name);
    told_.notify_one();
  }
  /// Waits for the files up to that number: what was told of it.
  Result<std::string> wait_for(std::size_t number) {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [&] { return names_.size() > number; });
    return names_[number];
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return names_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  std::vector<Result<std::string>> names_;
};

Rotation raw_series(const std::string& path, Finished& finished) {
  return {.path = path,
          .opened = [](const std::string&) {},
          .finished = [&finished](const Result<std::string>& name) { finished.tell(name); }};
}

}  // namespace

TEST_CASE("PartFile: names of a file while it is written and when it is whole") {
  struct Case {
    std::string path;
    std::string suffix;
    nanoseconds time;
    std::string part;
    std::string whole;
  };
  const Case cases[] = {
      {"f", ".nmsg", nanoseconds(0), "./.f.19700101.0000.0.000000000.part", "./f.19700101.0000.0.000000000.nmsg"},
      {"-", "", nanoseconds(61'000'000'007), "./.-.19700101.0001.61.000000007.part", "./-.19700101.0001.61.000000007"},
      {"/var/log/f.x", ".json", nanoseconds(1'795'466'810'925'236'128), "/var/log/.f.x.20261123.2046.1795466810.925236128.part",
       "/var/log/f.x.20261123.2046.1795466810.925236128.json"},
      {"a/b", "", nanoseconds(0), "a/.b.19700101.0000.0.000000000.part", "a/b.19700101.0000.0.000000000"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.path);
    const auto names = io::part_names(c.path, c.suffix, system_clock::time_point(c.time));
    CHECK(names.part == c.part);
    CHECK(names.whole == c.whole);
  }
}

TEST_CASE("Rotation: each file gets its final name when it is whole") {
  const Folder folder;
  std::vector<std::string> opened;
  Finished finished;
  Rotation rotation = raw_series(folder.path("f"), finished);
  rotation.suffix = ".x";
  rotation.opened = [&](const std::string& name) { opened.push_back(name); };
  auto series = open_series(std::move(rotation));
  REQUIRE(series.has_value());
  const auto write = [&](std::string_view words) { REQUIRE((*series)->write(as_bytes(words)).has_value()); };
  write("one");
  CHECK(finished.count() == 0);
  REQUIRE(names_in(folder.path("")).size() == 1);
  CHECK(names_in(folder.path(""))[0].starts_with(".f."));
  CHECK(names_in(folder.path(""))[0].ends_with(".part"));

  REQUIRE((*series)->rotate().has_value());
  CHECK(content(finished.wait_for(0).value()) == "one");
  CHECK(opened.size() == 1);
  write("two");
  write("three");
  REQUIRE((*series)->close().has_value());
  REQUIRE(finished.count() == 2);
  CHECK(content(finished.wait_for(1).value()) == "twothree");
  CHECK(opened[0] == finished.wait_for(1).value());
  CHECK(names_in(folder.path("")).size() == 2);
}

TEST_CASE("Rotation: a next file that cannot be begun is an error, and the whole ones stay") {
  const Folder folder;
  std::filesystem::create_directory(folder.path("in"));
  Finished finished;
  auto series = open_series(raw_series(folder.path("in/f"), finished));
  REQUIRE(series.has_value());
  REQUIRE((*series)->rotate().has_value());
  CHECK(finished.wait_for(0).has_value());
  std::filesystem::rename(folder.path("in"), folder.path("away"));
  const auto rotated = (*series)->rotate();
  REQUIRE(!rotated.has_value());
  CHECK(rotated.error().message().ends_with("for writing: No such file or directory"));
  CHECK((*series)->flush().has_value());
  CHECK((*series)->stats().octets.value() == 0);
  CHECK((*series)->close().has_value());
  CHECK(finished.count() == 2);
  CHECK_FALSE(finished.wait_for(1).has_value());
  CHECK(names_in(folder.path("away")).size() == 2);
}

TEST_CASE("PartFile: a new file is never what a link leads to, nor a file that is there") {
  const Folder folder;
  const std::string target = folder.file("target", as_bytes("precious"));
  const std::string none = folder.path("none");
  std::filesystem::create_symlink(target, folder.path("link"));
  std::filesystem::create_symlink(none, folder.path("dangling"));
  std::filesystem::create_hard_link(target, folder.path("second name"));
  for (const char* name : {"target", "link", "dangling", "second name"}) {
    SUBCASE(name) {
      std::unique_ptr<Sink> sink;
      const auto file = io::PartFile::create({folder.path(name), folder.path("whole")}, {}, sink);
      REQUIRE_FALSE(file.has_value());
      CHECK(file.error().message() == "unable to open " + folder.path(name) + " for writing: File exists");
      CHECK(content(target) == "precious");
      CHECK_FALSE(std::filesystem::exists(none));
    }
  }
}

TEST_CASE("PartFile: what was put in the place of the file that was written is not published") {
  struct Case {
    const char* name;
    void (*replace)(const std::string& part, const Folder& folder);
  };
  static const Case cases[] = {
      {"a link to another file",
       [](const std::string& part, const Folder& folder) { std::filesystem::create_symlink(folder.path("target"), part); }},
      {"a link that leads nowhere",
       [](const std::string& part, const Folder& folder) { std::filesystem::create_symlink(folder.path("none"), part); }},
      {"a second name of another file",
       [](const std::string& part, const Folder& folder) { std::filesystem::create_hard_link(folder.path("target"), part); }},
      {"a link to the file itself",
       [](const std::string& part, const Folder& folder) { std::filesystem::create_symlink(folder.path("away"), part); }},
      {"another file", [](const std::string& part, const Folder&) { std::ofstream(part) << "false"; }},
      {"nothing", [](const std::string&, const Folder&) {}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Folder folder;
      folder.file("target", as_bytes("precious"));
      const std::string part = folder.path("part");
      std::unique_ptr<Sink> sink;
      auto file = io::PartFile::create({part, folder.path("whole")}, {}, sink);
      REQUIRE(file.has_value());
      REQUIRE(sink->write(as_bytes("true")).has_value());
      REQUIRE(sink->close().has_value());
      std::filesystem::rename(part, folder.path("away"));
      c.replace(part, folder);
      const auto published = file->publish();
      REQUIRE_FALSE(published.has_value());
      CHECK(published.error().message() ==
            fmt::format("{}: another file has replaced it, {} was not made", part, folder.path("whole")));
      CHECK(std::filesystem::symlink_status(folder.path("whole")).type() == std::filesystem::file_type::not_found);
      CHECK(content(folder.path("target")) == "precious");
      CHECK(content(folder.path("away")) == "true");
    }
  }
}

TEST_CASE("Rotation: a link at the name of a whole file is replaced, not followed") {
  const Folder folder;
  Finished finished;
  auto series = open_series(raw_series(folder.path("f"), finished));
  REQUIRE(series.has_value());
  const std::string whole = folder.path(whole_name(names_in(folder.path(""))[0]));
  const std::string target = folder.file("target", as_bytes("precious"));
  std::filesystem::create_symlink(target, whole);
  REQUIRE((*series)->close().has_value());
  CHECK(finished.wait_for(0) == whole);
  CHECK_FALSE(std::filesystem::is_symlink(whole));
  CHECK(content(target) == "precious");
}

TEST_CASE("Rotation: a file that cannot get its name keeps the one that it has, and the series goes on") {
  const Folder folder;
  Finished finished;
  auto series = open_series(raw_series(folder.path("f"), finished));
  REQUIRE(series.has_value());
  // A folder stands where the file is to go.
  const std::string part = names_in(folder.path(""))[0];
  const std::string name = whole_name(part);
  std::filesystem::create_directory(folder.path(name));
  REQUIRE((*series)->rotate().has_value());
  const auto told = finished.wait_for(0);
  REQUIRE(!told.has_value());
  CHECK(told.error().message() == fmt::format("{}: rename to {} failed: Is a directory", folder.path(part), folder.path(name)));
  CHECK(std::filesystem::exists(folder.path(part)));
  REQUIRE((*series)->close().has_value());
  CHECK(finished.wait_for(1).has_value());
}

}  // namespace nmsgxx::test
