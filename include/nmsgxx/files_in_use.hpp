#pragma once

#include <sys/stat.h>

#include <map>
#include <string>
#include <utility>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// The regular files that a program reads and writes, by device and inode, so that no other name, link or descriptor hides that
/// two are the same.  Pipes, devices and other files may be used more than once.
///
/// Errors: Errc::bad_argument when a file that is written is also read, or is written twice.  Nothing is added then.
class FilesInUse {
 public:
  /// Adds a file that is read.
  ///
  /// @param descriptor  of the open file
  /// @param name        `-` is standard input
  Result<void> read(int descriptor, const std::string& name);
  /// The same for a file that is not open yet.
  Result<void> read(const std::string& path);

  /// Adds a file that is written; `-` is standard output, which may be added more than once.
  Result<void> write(int descriptor, const std::string& name);
  Result<void> write(const std::string& path);

 private:
  struct Use {
    std::string name;
    bool written = false;
  };
  using Identity = std::pair<dev_t, ino_t>;

  Result<void> add(const struct stat& status, const Use& use);

  std::map<Identity, Use> files_;
};

}  // namespace nmsgxx
