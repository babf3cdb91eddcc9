#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace nmsgxx::tools {

/// Reads a command's words and runs it: --help goes to standard output; words that cannot be used, and an Unusable that `run`
/// throws, are one line on standard error.
///
/// @return the exit status
int run_command(CLI::App& app, int argc, char** argv, const std::function<int()>& run);

/// An option whose value is a number of seconds, which may have a fraction.
CLI::Option* add_seconds(CLI::App& app, const std::string& name, std::chrono::milliseconds& into, const std::string& help);

}  // namespace nmsgxx::tools
