#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include <fmt/core.h>

#include "commands.hpp"
#include "print.hpp"
#include "require.hpp"

namespace nmsgxx::tools {

int run_command(CLI::App& app, int argc, char** argv, const std::function<int()>& run) {
  try {
    app.parse(argc, argv);
    return run();
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    print_error("{}: {} (--help says more)\n", app.get_name(), error.what());
  } catch (const Unusable& error) {
    print_error(app.get_name(), error);
  }
  return kExitUsage;
}

}  // namespace nmsgxx::tools
