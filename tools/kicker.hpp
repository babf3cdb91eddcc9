#pragma once

#include <string>

namespace nmsgxx::tools {

/// Runs `<command> <name> &` by the system shell, the name quoted, and does not wait for it.  The standard streams are all that
/// it has of this process's descriptors.
///
/// @return false when there is no shell or it does not understand the command
bool kick(const std::string& command, const std::string& name);

}  // namespace nmsgxx::tools
