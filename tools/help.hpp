#pragma once

#include <string>

#include "commands.hpp"

namespace nmsgxx::tools {

/// No line of help is longer.
inline constexpr std::size_t kHelpWidth = 100;

/// The text of a command's --help: usage, options by section, notes and examples.
std::string help_text(const Command& command, const std::string& program);

/// The text of `nmsgxx --help`, which lists the commands.
std::string overview_text();

}  // namespace nmsgxx::tools
