#pragma once

#include <string>

namespace nmsgxx::tools {

inline constexpr int kExitFailure = 1;  ///< something was damaged or could not be read or written
inline constexpr int kExitUsage = 2;    ///< the command line, or what it names, cannot be used

/// Each gets its own name as argv[0] and returns the exit status.
int packet_command(int argc, char** argv);
int info_command(int argc, char** argv);
int recover_command(int argc, char** argv);
int types_command(int argc, char** argv);
/// @param program  stands in front of what is told on standard error
int tool_command(const std::string& program, int argc, char** argv);

}  // namespace nmsgxx::tools
