#include <cerrno>
#include <cstdio>
#include <exception>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "commands.hpp"
#include "guards.hpp"
#include "library_log.hpp"
#include "print.hpp"

namespace {

int usage(std::FILE* to) {
  fmt::print(to,
             "nmsgxx {}: reads, writes and converts NMSG, the container format of passive-DNS and security sensors\n"
             "\n"
             "Usage: nmsgxx COMMAND [OPTION...]\n"
             "\n"
             "Commands:\n"
             "  info     what is in NMSG files\n"
             "  packet   packets in, 5-tuples and base:ipconn out\n"
             "  recover  saves what can be saved of damaged NMSG files\n"
             "  tool     what nmsgtool does, with its options\n"
             "  types    lists message types and their fields\n"
             "\n"
             "nmsgxx COMMAND --help says more.\n",
             NMSGXX_VERSION);
  return to == stdout ? 0 : nmsgxx::tools::kExitUsage;
}

int run(int argc, char** argv) {
  const std::string_view path = argc > 0 ? argv[0] : "";
  if (path.substr(path.rfind('/') + 1) == "nmsgtool") return nmsgxx::tools::tool_command("nmsgtool", argc, argv);
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "packet") return nmsgxx::tools::packet_command(argc - 1, argv + 1);
  if (command == "tool") return nmsgxx::tools::tool_command("nmsgxx tool", argc - 1, argv + 1);
  if (command == "info") return nmsgxx::tools::info_command(argc - 1, argv + 1);
  if (command == "recover") return nmsgxx::tools::recover_command(argc - 1, argv + 1);
  if (command == "types") return nmsgxx::tools::types_command(argc - 1, argv + 1);
  if (command == "-h" || command == "--help") return usage(stdout);
  if (command == "-v" || command == "--version") {
    fmt::print("nmsgxx {}\n", NMSGXX_VERSION);
    return 0;
  }
  if (command.empty()) return usage(stderr);
  nmsgxx::tools::print_error("nmsgxx: unknown command '{}' (nmsgxx --help lists them)\n", command);
  return nmsgxx::tools::kExitUsage;
}

}  // namespace

int main(int argc, char** argv) try {
  nmsgxx::tools::guard_process();
  const nmsgxx::tools::LibraryLog library_log;
  const int status = run(argc, argv);
  if (std::fflush(stdout) == 0) return status;
  nmsgxx::tools::print_error("nmsgxx: standard output: {}\n", std::generic_category().message(errno));
  return nmsgxx::tools::kExitFailure;
} catch (const std::exception& failure) {
  nmsgxx::tools::print_error("nmsgxx: {}\n", failure.what());
  return nmsgxx::tools::kExitFailure;
}
