#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "commands.hpp"
#include "message_log.hpp"
#include "print.hpp"
#include "process.hpp"

namespace nmsgxx::tools {
namespace {

int run(const std::string& path, std::vector<std::string> words) {
  if (std::string_view(path).substr(path.rfind('/') + 1) == "nmsgtool") {
    return run_command(*find_command("tool"), "nmsgtool", words);
  }
  if (words.empty()) {
    std::fputs(overview_text().c_str(), stderr);
    return kExitUsage;
  }
  const std::string name = words.front();
  words.erase(words.begin());
  if (const Command* command = find_command(name)) return run_command(*command, "nmsgxx " + name, words);
  if (name == "-h" || name == "--help") {
    std::fputs(overview_text().c_str(), stdout);
    return 0;
  }
  if (name == "-v" || name == "--version") {
    fmt::print("nmsgxx {}\n", NMSGXX_VERSION);
    return 0;
  }
  print_error("nmsgxx: unknown command '{}' (nmsgxx --help lists them)\n", name);
  return kExitUsage;
}

}  // namespace
}  // namespace nmsgxx::tools

int main(int argc, char** argv) try {
  using namespace nmsgxx::tools;
  guard_process();
  const ProtobufLog protobuf_log;
  const int status = argc == 0 ? run("", {}) : run(argv[0], {argv + 1, argv + argc});
  if (std::fflush(stdout) == 0) return status;
  print_error("nmsgxx: standard output: {}\n", errno_text());
  return kExitFailure;
} catch (const std::exception& failure) {
  nmsgxx::tools::print_error("nmsgxx: {}\n", failure.what());
  return nmsgxx::tools::kExitFailure;
}
