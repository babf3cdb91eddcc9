#include "process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <new>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "commands.hpp"
#include "print.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// Must not allocate.  Data that was handed to the system stays there.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view kWords = "nmsgxx: out of memory\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kWords.data(), kWords.size());
  _exit(kExitFailure);
}

// Opened the wrong way round, so that reading or writing fails.
void fill_standard_streams() noexcept {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

[[noreturn]] void refuse_user(const std::string& name, const std::string& why) {
  throw UsageError(fmt::format("unable to change to user {}: {}", name, why));
}

// setuid() drops them, unless the process was started with securebits that keep them.
bool drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &header, none.data()) == 0;
}

bool has_groups_of(const passwd& user) {
  int count = 0;
  getgrouplist(user.pw_name, user.pw_gid, nullptr, &count);
  std::vector<gid_t> want(static_cast<std::size_t>(count));
  getgrouplist(user.pw_name, user.pw_gid, want.data(), &count);
  std::vector<gid_t> have(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
  const int got = getgroups(static_cast<int>(have.size()), have.data());
  std::ranges::sort(want);
  std::ranges::sort(have);
  return got >= 0 && std::ranges::includes(want, have);
}

bool is_only(const passwd& user) {
  std::array<uid_t, 3> users{};
  std::array<gid_t, 3> groups{};
  getresuid(&users[0], &users[1], &users[2]);
  getresgid(&groups[0], &groups[1], &groups[2]);
  return std::ranges::count(users, user.pw_uid) == 3 && std::ranges::count(groups, user.pw_gid) == 3 && has_groups_of(user);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Waits for the shell to end.
///
/// @return its status; nothing if it is still running at the end of the deadline, or its status is unknown
std::optional<int> status_of(pid_t child, const Deadline& deadline) {
  using namespace std::chrono_literals;
  constexpr auto kLongest = 50ms;
  int status = 0;
  for (Deadline::Clock::duration nap = 1ms;; nap = std::min<Deadline::Clock::duration>(2 * nap, kLongest)) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) return std::nullopt;
    if (!wait_until(Deadline::Clock::now() + nap, deadline)) return std::nullopt;
  }
}

}  // namespace

void guard_process() noexcept {
  fill_standard_streams();
  std::set_new_handler(end_without_memory);
  // Not SIG_IGN: the commands that are started would inherit it.
  std::signal(SIGXFSZ, [](int) {});
}

void become_daemon() {
  const pid_t child = fork();
  if (child < 0) throw UsageError(fmt::format("unable to daemonize: {}", errno_text()));
  // Not exit(), which would flush the buffers of the outputs: they belong to the child.
  if (child > 0) _exit(EXIT_SUCCESS);
  setsid();
  if (chdir("/") != 0) throw UsageError(fmt::format("unable to daemonize: {}", errno_text()));
  const int null = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, stream);
  if (null > STDERR_FILENO) close(null);
}

const passwd& find_user(const std::string& name) {
  const passwd* user = getpwnam(name.c_str());
  if (user == nullptr) throw UsageError(fmt::format("username {} does not exist", name));
  return *user;
}

void become_user(const std::string& name) {
  const passwd& user = find_user(name);
  const bool root = user.pw_uid == 0;
  if (initgroups(user.pw_name, user.pw_gid) != 0 || setgid(user.pw_gid) != 0 || setuid(user.pw_uid) != 0 ||
      (!root && !drop_capabilities())) {
    refuse_user(name, errno_text());
  }
  if (!is_only(user)) refuse_user(name, "the system did not change it");
  if (!root && setuid(0) == 0) refuse_user(name, "root privileges can still be regained");
}

void refuse_new_privileges() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    throw UsageError(fmt::format("unable to refuse new privileges: {}", errno_text()));
  }
}

bool run_kicker(const std::string& command, const std::string& name, const Deadline& deadline) {
  std::string shell = "sh";
  std::string option = "-c";
  std::string line = fmt::format("{} {} &", command, quoted(name));
  char* const words[] = {shell.data(), option.data(), line.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // The sockets of libpcap have no close-on-exec flag.
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/bin/sh", &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return false;
  const auto status = status_of(child, deadline);
  if (!status) return deadline.over();
  return WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

}  // namespace nmsgxx::tools
