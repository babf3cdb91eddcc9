#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace nmsgxx::tools {

/// Reads a command's words and runs it: --help goes to standard output; words that cannot be used, and an Unusable that `run`
/// throws, are one line on standard error.
///
/// @return the exit status
int run_command(CLI::App& app, int argc, char** argv, const std::function<int()>& run);

}  // namespace nmsgxx::tools
