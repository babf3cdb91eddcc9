#include "pid_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include <fmt/core.h>

#include "print.hpp"
#include "process.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// A write lock, which users who may only read the file cannot hold.  It belongs to the open file, and so to a daemon's child
// as well.  File systems without locks are accepted.
bool lock(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return fcntl(descriptor, F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES);
}

// In a folder where others may write, they could put a link to another file, or a file of their own, in this place.
std::string why_not_ours(int descriptor, const passwd* owner) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return errno_text();
  if (!S_ISREG(status.st_mode)) return "it is not a regular file";
  if (status.st_nlink > 1) return "it has another name";
  const bool ours = status.st_uid == geteuid() || (owner != nullptr && status.st_uid == owner->pw_uid);
  return ours ? std::string() : fmt::format("it belongs to another user, number {}", status.st_uid);
}

}  // namespace

PidFile::PidFile(const std::string& program, const std::string& path, const std::string& owner, FilesInUse& files)
    : program_(program), path_(std::filesystem::absolute(path)) {
  open(path, owner, files);
  if (descriptor_ < 0) return;
  if (ftruncate(descriptor_, 0) != 0) complain("unable to open pidfile " + path, errno_text());
  if (owner.empty()) return;
  const passwd& user = find_user(owner);
  if (fchown(descriptor_, user.pw_uid, user.pw_gid) != 0) complain("fchown() on pid file failed", errno_text());
}

PidFile::~PidFile() {
  if (descriptor_ < 0) return;
  // The lock must be held until the file is gone.
  if (is_file_at(descriptor_, path_) && unlink(path_.c_str()) != 0) complain("unlink() failed", errno_text());
  close(descriptor_);
}

void PidFile::write() {
  if (descriptor_ >= 0 && dprintf(descriptor_, "%d\n", getpid()) < 0)
    complain("unable to write pidfile " + path_, errno_text());
}

void PidFile::open(const std::string& path, const std::string& owner, FilesInUse& files) {
  const std::string what = "unable to open pidfile " + path;
  const passwd* const user = owner.empty() ? nullptr : &find_user(owner);
  while (true) {
    constexpr mode_t kMode = 0644;
    const int opened = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kMode);
    if (opened < 0) return complain(what, errno == ELOOP ? "it is a symbolic link" : errno_text());
    const std::string why = why_not_ours(opened, user);
    const bool locked = why.empty() && lock(opened);
    const bool named = is_file_at(opened, path_);
    const auto added = locked && named ? files.write(opened, path) : Result<void>();
    if (locked && named && added) {
      descriptor_ = opened;
      return;
    }
    close(opened);
    or_throw(added);
    if (!why.empty()) return complain(what, why);
    if (named) throw UsageError(fmt::format("pid file {} is in use by a running process", path));
    // The process that held the lock has deleted the file in between: try again.
  }
}

void PidFile::complain(const std::string& what, const std::string& why) const {
  print_error("{}: {}: {}\n", program_, what, why);
}

}  // namespace nmsgxx::tools
