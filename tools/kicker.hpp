#pragma once

#include <string>

#include "nmsgxx/deadline.hpp"

namespace nmsgxx::tools {

/// Runs `<command> <name> &` by the system shell, the name quoted, and waits for the shell, but not for what it runs in the
/// background.  The standard streams are all that it has of this process's descriptors.
///
/// @param deadline  when to wait no longer: of a list of commands only the last is in the background
/// @return false when there is no shell or it does not understand the command
bool kick(const std::string& command, const std::string& name, const Deadline& deadline);

}  // namespace nmsgxx::tools
