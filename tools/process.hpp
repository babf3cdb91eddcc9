#pragma once

#include <string>

namespace nmsgxx::tools {

/// Goes to the background: the parent exits, the child has no standard streams, a session of its own and / as its folder.
void become_daemon();

/// A file that holds the process's number for as long as it runs.
class PidFile {
 public:
  /// Makes the file, or says why that cannot be done: the run goes on then.
  ///
  /// @param owner  the user that it belongs to; empty for this process's
  PidFile(const std::string& program, const std::string& path, const std::string& owner);
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  /// Once the number is known, behind become_daemon().
  void write();

 private:
  std::string program_;
  std::string path_;  // absolute: a daemon is elsewhere
  int descriptor_;
};

}  // namespace nmsgxx::tools
