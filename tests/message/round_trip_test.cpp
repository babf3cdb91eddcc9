#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>

#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "support/test_data.hpp"

namespace {

std::vector<std::filesystem::path> texts(const char* extension) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(nmsgxx::test::data_path("messages"))) {
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  }
  return paths;
}

/// Removes members that are null.  They are written for empty bytes and for malformed addresses, but are absent once read.
std::string without_nulls(const std::string& line) {
  static const std::regex kNull(R"re("[a-z0-9_]+":null,|,"[a-z0-9_]+":null(?=\}))re");
  return std::regex_replace(line, kNull, "");
}

}  // namespace

TEST_CASE("JsonReader and JsonWriter: reproduce JSON") {
  const nmsgxx::Registry registry;
  nmsgxx::JsonReader reader(registry);
  nmsgxx::JsonWriter writer(registry);
  std::map<std::string, int> refused;
  int same = 0;
  for (const auto& path : texts(".json")) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      CAPTURE(path.filename().string());
      CAPTURE(line);
      const auto payload = reader.read(line);
      if (!payload) {
        ++refused[payload.error().message()];
        continue;
      }
      std::string out;
      CHECK(writer.append(*payload, out));
      out.pop_back();
      if (out == line) {
        ++same;
      } else {
        CHECK(without_nulls(out) == without_nulls(line));
      }
    }
  }
  CHECK(same > 600);
  // DNS messages that JSON shows as text, and classes without a name.
  for (const auto& entry : refused) {
    const std::string& why = entry.first;
    CAPTURE(why);
    CHECK((why.find("field response: ") != std::string::npos || why.find("<UNKNOWN>") != std::string::npos));
  }
}

TEST_CASE("PresentationReader and PresentationWriter: reproduce presentation form") {
  const nmsgxx::Registry registry;
  nmsgxx::PresentationWriter writer(registry, "\n");
  // Those of which all that is shown can be read back.
  for (const auto& entry : std::map<std::string, int>{{"base-ipconn", 35},
                                                      {"base-logline", 1},
                                                      {"base-linkpair", 1},
                                                      {"base-email", 1},
                                                      {"base-http", 1},
                                                      {"base-dns", 9},
                                                      {"SIE-delay", 37},
                                                      {"SIE-qr", 10},
                                                      {"SIE-reputation", 10},
                                                      {"SIE-dnsnx", 10}}) {
    const std::string& name = entry.first;
    CAPTURE(name);
    const auto* schema = registry.find(name.substr(0, name.find('-')), name.substr(name.find('-') + 1));
    REQUIRE(schema != nullptr);
    nmsgxx::PresentationReader reader(*schema);
    std::ifstream file(nmsgxx::test::data_path("messages/" + name + ".pres"));
    int same = 0;
    std::string record;
    for (std::string line; std::getline(file, line);) {
      record += line + '\n';
      const auto payload = reader.read(line);
      if (!payload || !*payload) {
        if (line.empty()) record.clear();
        continue;
      }
      std::string out;
      CHECK(writer.append(**payload, out));
      // The size on the header line is that of the bytes: a NUL more or less.
      const auto text = [](const std::string& all) { return all.substr(std::min(all.find(']'), all.size())); };
      same += text(out) == text(record);
      record.clear();
    }
    CHECK(same >= entry.second);
  }
}
