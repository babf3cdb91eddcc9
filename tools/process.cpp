#include "process.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <fmt/os.h>

#include "print.hpp"
#include "privileges.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

// Nobody who may only read the file can hold such a lock.  It belongs to what is open, and so to a daemon's child, too.  File
// systems without locks cannot be helped.
bool lock(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return fcntl(descriptor, F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES);
}

// In a folder where others may write, the name may be a link of theirs to what is not, or a file of theirs.
std::string why_not_ours(int descriptor, const passwd* owner) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return reason();
  if (!S_ISREG(status.st_mode)) return "it is not a regular file";
  if (status.st_nlink > 1) return "it has another name";
  const bool ours = status.st_uid == geteuid() || (owner != nullptr && status.st_uid == owner->pw_uid);
  return ours ? std::string() : fmt::format("it belongs to another user, number {}", status.st_uid);
}

}  // namespace

void become_daemon() {
  const pid_t child = fork();
  if (child < 0) throw UsageError(fmt::format("unable to daemonize: {}", reason()));
  // Not exit(): what the outputs hold is the child's.
  if (child > 0) _exit(EXIT_SUCCESS);
  setsid();
  if (chdir("/") != 0) throw UsageError(fmt::format("unable to daemonize: {}", reason()));
  const int null = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, stream);
  if (null > STDERR_FILENO) close(null);
}

PidFile::PidFile(const std::string& program, const std::string& path, const std::string& owner, FilesInUse& files)
    : program_(program), path_(std::filesystem::absolute(path)) {
  const passwd* const user = owner.empty() ? nullptr : &user_called(owner);
  const auto complain = [&](const std::string& why) {
    print_error("{}: unable to open pidfile {}: {}\n", program_, path, why);
  };
  while (descriptor_ < 0) {
    constexpr mode_t kMode = 0644;
    const int opened = open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kMode);
    if (opened < 0) {
      complain(errno == ELOOP ? "it is a symbolic link" : reason());
      return;
    }
    const std::string why = why_not_ours(opened, user);
    const bool locked = why.empty() && lock(opened);
    const bool named = is_file_at(opened, path_);
    const auto added = locked && named ? files.write(opened, path) : Result<void>();
    if (locked && named && added) {
      descriptor_ = opened;
      break;
    }
    close(opened);
    or_throw(added);
    if (!why.empty()) {
      complain(why);
      return;
    }
    if (named) throw UsageError(fmt::format("pid file {} is in use by a running process", path));
    // Who held it has deleted it in between: once more.
  }
  if (ftruncate(descriptor_, 0) != 0) complain(reason());
  if (user != nullptr && fchown(descriptor_, user->pw_uid, user->pw_gid) != 0) {
    print_error("{}: fchown() on pid file failed: {}\n", program_, reason());
  }
}

PidFile::~PidFile() {
  if (descriptor_ < 0) return;
  // The lock is held until the file is gone.
  if (is_file_at(descriptor_, path_) && unlink(path_.c_str()) != 0)
    print_error("{}: unlink() failed: {}\n", program_, reason());
  close(descriptor_);
}

void PidFile::write() {
  if (descriptor_ >= 0 && dprintf(descriptor_, "%d\n", getpid()) < 0) {
    print_error("{}: unable to write pidfile {}: {}\n", program_, path_, reason());
  }
}

}  // namespace nmsgxx::tools
