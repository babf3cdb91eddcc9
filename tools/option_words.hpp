#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "option_table.hpp"

namespace nmsgxx::tools {

/// Translates a command line of nmsgtool's grammar into plain words: each option becomes `--name` or `--name=value`, and an
/// empty value a word of its own.
///
/// In nmsgtool's grammar letters may be grouped and then take the following values in order (`-rc in 3`), long names may be
/// abbreviated, a value may follow `=` after a letter too (`-c=3`), and a flag may have a value (`--mirror=no`).
///
/// @param rows  the options of the command
/// Throws UsageError with a message for each problem.
std::vector<std::string> plain_words(std::span<const Option> rows, std::span<const std::string> words);

/// Returns nmsgtool's message for a problem of the command line.
std::string usage_problem(const std::string& what);

/// Splits a text at any of the separators; empty parts are left out.
std::vector<std::string> split_words(std::string_view text, std::string_view separators);

}  // namespace nmsgxx::tools
