#include "nmsgxx/files_in_use.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace nmsgxx {
namespace {

/// Returns the name for an error message, where any name says more than `-`.
std::string name_of(const std::string& name, const std::string& other) {
  if (name != "-") return name;
  return other == "-" ? "standard input" : other;
}

}  // namespace

bool is_file_at(int descriptor, const std::string& path) noexcept {
  struct stat open {};
  struct stat named {};
  return fstat(descriptor, &open) == 0 && lstat(path.c_str(), &named) == 0 && FileId::of(open) == FileId::of(named);
}

Result<void> FilesInUse::read(int descriptor, const std::string& name) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 ? add(status, {name, false}) : Result<void>();
}

Result<void> FilesInUse::read(const std::string& path) {
  if (path == "-") return read(STDIN_FILENO, path);
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? add(status, {path, false}) : Result<void>();
}

Result<void> FilesInUse::write(int descriptor, const std::string& name) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 ? add(status, {name, true}) : Result<void>();
}

Result<void> FilesInUse::write(const std::string& path) {
  if (path == "-") return write(STDOUT_FILENO, path);
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? add(status, {path, true}) : Result<void>();
}

Result<void> FilesInUse::add(const struct stat& status, const Use& use) {
  if (!S_ISREG(status.st_mode)) return {};
  const auto [at, added] = files_.try_emplace(FileId::of(status), use);
  const Use& other = at->second;
  if (added || (!use.written && !other.written)) return {};
  if (use.written != other.written) {
    return fail(Errc::bad_argument, 0, "input and output are the same file: " + name_of(use.name, other.name));
  }
  // Both share one file offset, so that neither overwrites what the other has written.
  if (use.name == "-" && other.name == "-") return {};
  return fail(Errc::bad_argument, 0, "two outputs are the same file: " + name_of(use.name, other.name));
}

}  // namespace nmsgxx
