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

CLI::Option* add_seconds(CLI::App& app, const std::string& name, std::chrono::milliseconds& into, const std::string& help) {
  const auto take = [name, &into](double seconds) {
    constexpr double kMost = 1e6;
    if (!(seconds >= 0 && seconds <= kMost)) throw CLI::ValidationError(name, "expected 0 to 1000000 seconds");
    into = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
  };
  return app.add_option_function<double>(name, take, help)->type_name("SECONDS");
}

}  // namespace nmsgxx::tools
