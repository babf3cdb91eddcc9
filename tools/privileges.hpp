#pragma once

#include <pwd.h>

#include <string>

namespace nmsgxx::tools {

/// The user's entry, which lasts until the next call.  Throws UsageError.
const passwd& user_called(const std::string& name);

/// Makes the process one of the user for good: its groups, its group, itself, no capability left unless it is root.  No thread
/// may have begun.  Throws UsageError, also where the system says that it is done and it is not.
void become_user(const std::string& name);

/// No program that this process starts can gain a privilege, through a set-user-ID bit or otherwise.
void refuse_new_privileges();

}  // namespace nmsgxx::tools
