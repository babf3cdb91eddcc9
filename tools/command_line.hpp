#pragma once

#include <string>
#include <vector>

#include "commands.hpp"

namespace nmsgxx::tools {

/// Parses the command line of a command, and for `tool` also the environment: the words of ARGV_NMSGTOOL, which come first,
/// and the variables that stand in for options.
///
/// Throws UsageError.  When --help is among the words, only `help` of the result is meaningful.
Options parse_command_line(const Command& command, const std::vector<std::string>& words);

}  // namespace nmsgxx::tools
