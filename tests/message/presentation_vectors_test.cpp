#include <doctest/doctest.h>

#include <filesystem>

#include "message/container_file.hpp"
#include "nmsgxx/presentation.hpp"
#include "support.hpp"

using nmsgxx::test::ContainerFile;
using nmsgxx::test::read_file;

namespace {

std::string text_of(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string shown(const ContainerFile& file) {
  std::string out;
  for (const auto& payload : file.payloads()) append_presentation(payload, "\n", out);
  return out;
}

void check_same(const std::filesystem::path& folder, const std::string& name) {
  CAPTURE(name);
  CHECK((shown(ContainerFile(folder / (name + ".nmsg"))) == text_of(folder / (name + ".pres"))));
}

}  // namespace

TEST_CASE("base:packet and base:ipconn are shown as libnmsg shows them") {
  const auto folder = nmsgxx::test::data_path("messages");
  check_same(folder, "base-packet");
  check_same(folder, "base-ipconn");
}

TEST_CASE("other types are shown as libnmsg shows them, where the shared data is there") {
  const auto folder = nmsgxx::test::shared_path("vectors/messages");
  if (folder.empty()) return;
  for (const char* name : {"email", "encode", "http", "linkpair", "logline", "packet", "pkt", "xml", "ipconn"}) {
    check_same(folder, std::string("base-") + name);
  }
}

TEST_CASE("every header line is that of libnmsg, where the shared data is there") {
  const auto folder = nmsgxx::test::shared_path("vectors/messages");
  if (folder.empty()) return;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".nmsg") continue;
    CAPTURE(entry.path().filename().string());
    auto pres = entry.path();
    pres.replace_extension(".pres");
    const bool refused = !std::filesystem::exists(pres);  // libnmsg shows nothing of these
    const std::string want = refused ? "" : text_of(pres);
    const ContainerFile file(entry.path());
    for (const auto& payload : file.payloads()) {
      std::string out;
      append_presentation(payload, "\n", out);
      if (!refused) CHECK(want.find(out.substr(0, out.find('\n') + 1)) != std::string::npos);
    }
    ++files;
  }
  MESSAGE("files of the shared data: ", files);
}
