#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "message/container_file.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "support/test_data.hpp"

using nmsgxx::test::ContainerFile;
using nmsgxx::test::read_file;

namespace {

std::string text_of(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Writer>
std::string shown(const ContainerFile& file, Writer writer) {
  std::string out;
  for (const auto& payload : file.payloads()) CHECK(writer.append(payload, out));
  return out;
}

/// Line by line: of what differs, one line is shown.
void check_same(const std::string& have, const std::string& want) {
  std::size_t line = 0;
  for (std::size_t at = 0; at < want.size() || at < have.size(); ++line) {
    const auto have_line = have.substr(std::min(at, have.size()), have.find('\n', at) - at);
    const auto want_line = want.substr(std::min(at, want.size()), want.find('\n', at) - at);
    if (have_line != want_line) {
      CAPTURE(line);
      CHECK(have_line == want_line);
      return;
    }
    at += want_line.size() + 1;
  }
}

/// Both texts of each NMSG file that has them.
int check_folder(const std::filesystem::path& folder, const nmsgxx::Registry& registry, const std::string& except = "-") {
  int texts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto& path = entry.path();
    if (path.extension() != ".nmsg" || path.stem() == except) continue;
    const std::string name = path.filename().string();
    CAPTURE(name);
    const auto with = [&](const char* extension) { return std::filesystem::path(path).replace_extension(extension); };
    if (std::filesystem::exists(with(".pres"))) {
      check_same(shown(ContainerFile(path), nmsgxx::PresentationWriter(registry, "\n")), text_of(with(".pres")));
      ++texts;
    }
    if (std::filesystem::exists(with(".json"))) {
      check_same(shown(ContainerFile(path), nmsgxx::JsonWriter(registry)), text_of(with(".json")));
      ++texts;
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("JsonWriter and PresentationWriter: write all types as libnmsg does") {
  const nmsgxx::Registry registry;
  CHECK(check_folder(nmsgxx::test::data_path("messages"), registry) == 40);
}

TEST_CASE("JsonWriter and PresentationWriter: write the messages of libnmsg's tests as it does, if they are at hand") {
  const auto folder = nmsgxx::test::shared_path("vectors/upstream");
  if (folder.empty()) return;
  const nmsgxx::Registry registry;
  int texts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // The JSON of the generic tests is input only.
    if (entry.is_directory() && entry.path().filename() != "generic-tests") texts += check_folder(entry.path(), registry);
  }
  CHECK(texts > 0);
  MESSAGE("texts of the shared data: ", texts);
}

TEST_CASE("JsonWriter and PresentationWriter: write messages that libnmsg gives up on") {
  const nmsgxx::Registry registry;
  nmsgxx::JsonWriter json(registry);
  nmsgxx::PresentationWriter presentation(registry, "\n");
  int payloads = 0;
  for (const auto& entry : std::filesystem::directory_iterator(nmsgxx::test::data_path("messages"))) {
    if (!entry.path().stem().string().ends_with("-refused")) continue;
    const ContainerFile file(entry.path());
    for (const auto& payload : file.payloads()) {
      std::string out;
      CHECK(json.append(payload, out));
      CHECK(out.find("\"message\":{") != std::string::npos);
      out.clear();
      CHECK(presentation.append(payload, out));
      CHECK(std::ranges::count(out, '\n') > 2);
      ++payloads;
    }
  }
  CHECK(payloads > 0);
}
