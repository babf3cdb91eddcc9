#include "nmsgxx/files_in_use.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace nmsgxx {
namespace {

/// What stands in an error: any name says more than `-`.
std::string name_of(const std::string& name, const std::string& other) {
  if (name != "-") return name;
  return other == "-" ? "standard input" : other;
}

}  // namespace

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
  const auto [at, added] = files_.try_emplace({status.st_dev, status.st_ino}, use);
  const Use& other = at->second;
  if (added || (!use.written && !other.written)) return {};
  if (use.written != other.written) {
    return fail(Errc::bad_argument, 0, "input and output are the same file: " + name_of(use.name, other.name));
  }
  // What shares a descriptor's offset overwrites nothing.
  if (use.name == "-" && other.name == "-") return {};
  return fail(Errc::bad_argument, 0, "two outputs are the same file: " + name_of(use.name, other.name));
}

}  // namespace nmsgxx
