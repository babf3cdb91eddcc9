#pragma once

#include <pwd.h>

#include <string>

#include "nmsgxx/deadline.hpp"

// The process, its user, and the commands that it starts.
namespace nmsgxx::tools {

/// Prepares the process.  Must be called first, before any file is opened.
///
/// When memory runs out, on any thread, the process prints a message and exits with kExitFailure.  A file that reaches the size
/// limit is an error like a full disk.  No file that is opened later becomes a standard stream that was closed at the start.
void guard_process() noexcept;

/// Continues in the background, in a session of its own, with / as the working directory and without standard streams.  The
/// parent exits.  No thread may have been started.  Throws UsageError.
void become_daemon();

/// Returns a user's entry, which is valid until the next call.  Throws UsageError.
const passwd& find_user(const std::string& name);

/// Changes to a user for good: supplementary groups, group, user, and no capabilities unless it is root.  No thread may have
/// been started.  Throws UsageError, even if the system claims success but the change did not happen.
void become_user(const std::string& name);

/// Keeps programs that this process starts from gaining privileges, through a set-user-ID bit or otherwise.
void refuse_new_privileges();

/// Runs `<command> <name> &` in the system's shell, with the name quoted, and waits for the shell, but not for what the shell
/// runs in the background.  The command inherits only the standard streams.
///
/// @param deadline  ends the wait; only the last of several commands runs in the background
/// @return false if there is no shell or it does not understand the command
bool run_kicker(const std::string& command, const std::string& name, const Deadline& deadline);

}  // namespace nmsgxx::tools
