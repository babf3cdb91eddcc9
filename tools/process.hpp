#pragma once

#include <string>

#include "nmsgxx/files_in_use.hpp"

namespace nmsgxx::tools {

/// Goes to the background: the parent exits, the child has no standard streams, a session of its own and / as its folder.
void become_daemon();

/// A file that holds the process's number for as long as it runs.  It is locked meanwhile, so that no two processes have one.
class PidFile {
 public:
  /// Makes the file, or takes over one that is left.  If that cannot be done, because it is another user's, a link or a device,
  /// says so and leaves it alone: the run goes on.
  ///
  /// @param owner  the user that it belongs to; empty for this process's
  /// @param files  that the process reads and writes; the pid file becomes one of them
  ///
  /// Throws UsageError when a running process has it, or when it is one of those files.
  PidFile(const std::string& program, const std::string& path, const std::string& owner, FilesInUse& files);
  /// Deletes the file, if it is still the one that was made or taken over.
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  /// Once the number is known, after become_daemon().
  void write();

 private:
  std::string program_;
  std::string path_;  // absolute: a daemon is elsewhere
  int descriptor_ = -1;
};

}  // namespace nmsgxx::tools
