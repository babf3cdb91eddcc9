#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "option_table.hpp"

namespace nmsgxx::tools {

inline constexpr int kExitFailure = 1;  ///< some data was damaged, or could not be read or written
inline constexpr int kExitUsage = 2;    ///< the command line, or something that it names, cannot be used

/// A subcommand of nmsgxx, with the text of its --help.
struct Command {
  Commands id;
  std::string_view name;
  std::string_view summary;                    ///< one line
  std::string_view description;                ///< paragraphs below the summary, separated by newlines
  std::string_view notes;                      ///< paragraphs below the options, separated by newlines
  std::span<const std::string_view> examples;  ///< command lines
  bool nmsgtool_grammar;                       ///< and nmsgtool's conventions: help on standard error
  int usage_status;                            ///< exit status when the command line cannot be used

  /// Runs the command and returns the exit status.  Throws UsageError.
  ///
  /// @param program  prefix of messages
  int (*run)(const std::string& program, const Options& options);
};

std::span<const Command> commands() noexcept;
/// Null when there is no such command.
const Command* find_command(std::string_view name) noexcept;

/// Parses the command line of a command, and for `tool` also the environment: the words of ARGV_NMSGTOOL, which come first,
/// and the variables that stand in for options.  Throws UsageError.
///
/// @param words  the command line without the name of the command
/// @return the options; when one of them is --help, the others are not meaningful
Options parse_command_line(const Command& command, const std::vector<std::string>& words);

/// No line of help is longer, except for those of examples.
inline constexpr std::size_t kHelpWidth = 100;
/// Returns the text of --help: usage, options by section, notes and examples.
std::string help_text(const Command& command, const std::string& program);
/// Returns the text of `nmsgxx --help`, which lists the commands.
std::string overview_text();

/// Parses the command line, runs the command and returns the exit status.
///
/// @param program  name of the command as the user typed it, such as "nmsgxx packet"
/// @param words    the command line without the name
int run_command(const Command& command, const std::string& program, const std::vector<std::string>& words);

int run_packet(const std::string& program, const Options& options);
int run_tool(const std::string& program, const Options& options);
int run_info(const std::string& program, const Options& options);
int run_recover(const std::string& program, const Options& options);
int run_types(const std::string& program, const Options& options);

}  // namespace nmsgxx::tools
