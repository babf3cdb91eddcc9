#pragma once

#include <string>

#include "nmsgxx/files_in_use.hpp"

namespace nmsgxx::tools {

/// A file that holds the process ID while the process runs.  It is locked, so that no other process can use it meanwhile.
class PidFile {
 public:
  /// Creates the file, or takes over one that an earlier process left behind.  A file of another user, a link or a device is
  /// left alone: a message says so, and the run goes on without a pid file.
  ///
  /// @param owner  the user who owns the file; empty: the user of this process
  /// @param files  the files that the process reads and writes, to which the pid file is added
  ///
  /// Throws UsageError when a running process uses the file, or when it is already among `files`.
  PidFile(const std::string& program, const std::string& path, const std::string& owner, FilesInUse& files);
  /// Deletes the file, unless somebody has replaced it.
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  /// Writes the process ID.  Must be called after become_daemon(), which changes it.
  void write();

 private:
  void open(const std::string& path, const std::string& owner, FilesInUse& files);
  void complain(const std::string& what, const std::string& why) const;

  std::string program_;
  std::string path_;  // absolute, because a daemon changes its working directory
  int descriptor_ = -1;
};

}  // namespace nmsgxx::tools
