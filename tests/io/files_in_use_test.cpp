#include "nmsgxx/files_in_use.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <filesystem>

#include "io/descriptor.hpp"
#include "support/folder.hpp"

namespace nmsgxx::test {

TEST_CASE("is_file_at: compares the path itself with the open file") {
  const Folder folder;
  const std::string path = folder.file("file", {});
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::filesystem::create_hard_link(path, folder.path("hard"));
  std::filesystem::create_symlink(path, folder.path("symbolic"));
  folder.file("other", {});
  struct Case {
    const char* name;
    bool same;
  };
  static const Case cases[] = {{"file", true}, {"hard", true}, {"symbolic", false}, {"other", false}, {"missing", false}};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(is_file_at(file.get(), folder.path(c.name)) == c.same);
    }
  }
  CHECK_FALSE(is_file_at(-1, path));
}

TEST_CASE("FilesInUse: refuses a file that is written and used otherwise") {
  const Folder folder;
  const std::string path = folder.file("file", {});
  FilesInUse files;
  SUBCASE("read twice") {
    CHECK(files.read(path).has_value());
    CHECK(files.read(path).has_value());
  }
  SUBCASE("read, then written") {
    CHECK(files.read(path).has_value());
    const auto written = files.write(path);
    REQUIRE_FALSE(written.has_value());
    CHECK(written.error().code == Errc::bad_argument);
    CHECK(written.error().message() == "input and output are the same file: " + path);
  }
  SUBCASE("written twice") {
    CHECK(files.write(path).has_value());
    const auto again = files.write(path);
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().message() == "two outputs are the same file: " + path);
  }
  SUBCASE("missing") {
    CHECK(files.read(folder.path("missing")).has_value());
    CHECK(files.write(folder.path("missing")).has_value());
  }
}

}  // namespace nmsgxx::test
