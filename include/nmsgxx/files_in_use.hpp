#pragma once

#include <sys/stat.h>

#include <compare>
#include <map>
#include <string>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// The device and inode of a file, which no other file has at the same time, whatever names and links lead to it.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;

  static FileId of(const struct stat& status) noexcept { return {status.st_dev, status.st_ino}; }
  friend auto operator<=>(const FileId&, const FileId&) = default;
};

/// Returns whether the path itself, not what a symbolic link there leads to, is the open file.
bool is_file_at(int descriptor, const std::string& path) noexcept;

/// The regular files that a program reads and writes. They are distinguished by their FileId, so that no link and no second
/// name hides that an input and an output are the same file. Pipes, devices and other files may be used more than once.
///
/// Errors: bad_argument when a file that is written is also read, or is written twice. The file is not added then. A file that
/// does not exist yet is not added and is no error.
/// Threads: one at a time.
class FilesInUse {
 public:
  /// Adds a file that is read.
  ///
  /// @param descriptor  of the open file
  /// @param name        for errors; `-` is standard input
  Result<void> read(int descriptor, const std::string& name);
  /// Adds a file that is read and that is not open yet; `-` is standard input.
  Result<void> read(const std::string& path);

  /// Adds a file that is written. `-` is standard output, which may be added more than once.
  Result<void> write(int descriptor, const std::string& name);
  Result<void> write(const std::string& path);

 private:
  struct Use {
    std::string name;
    bool written = false;
  };

  Result<void> add(const struct stat& status, const Use& use);

  std::map<FileId, Use> files_;
};

}  // namespace nmsgxx
