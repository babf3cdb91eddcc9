#include "process.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>
#include <fmt/os.h>

#include "print.hpp"
#include "privileges.hpp"
#include "require.hpp"

namespace nmsgxx::tools {
namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

// In a folder where others may write, the name may be a link of theirs to what is not: only a regular file without another name
// is emptied.
int open_own_file(const char* path) {
  constexpr mode_t kMode = 0644;
  const int descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kMode);
  if (descriptor < 0) return descriptor;
  struct stat status {};
  const bool own = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
  if (own && ftruncate(descriptor, 0) == 0) return descriptor;
  const int error = own ? errno : EEXIST;
  close(descriptor);
  errno = error;
  return -1;
}

}  // namespace

void become_daemon() {
  const pid_t child = fork();
  if (child < 0) throw Unusable(fmt::format("unable to daemonize: {}", reason()));
  // Not exit(): what the outputs hold is the child's.
  if (child > 0) _exit(EXIT_SUCCESS);
  setsid();
  if (chdir("/") != 0) throw Unusable(fmt::format("unable to daemonize: {}", reason()));
  const int null = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, stream);
  if (null > STDERR_FILENO) close(null);
}

PidFile::PidFile(const std::string& program, const std::string& path, const std::string& owner)
    : program_(program), path_(std::filesystem::absolute(path)) {
  descriptor_ = open_own_file(path_.c_str());
  if (descriptor_ < 0) {
    print_error("{}: unable to open pidfile {}: {}\n", program_, path, reason());
  } else if (!owner.empty()) {
    const passwd& user = user_called(owner);
    if (fchown(descriptor_, user.pw_uid, user.pw_gid) != 0) {
      print_error("{}: fchown() on pid file failed: {}\n", program_, reason());
    }
  }
}

PidFile::~PidFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  if (unlink(path_.c_str()) != 0) print_error("{}: unlink() failed: {}\n", program_, reason());
}

void PidFile::write() {
  if (descriptor_ >= 0 && dprintf(descriptor_, "%d\n", getpid()) < 0) {
    print_error("{}: unable to write pidfile {}: {}\n", program_, path_, reason());
  }
}

}  // namespace nmsgxx::tools
