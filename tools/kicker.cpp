#include "kicker.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>

#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nmsgxx::tools {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Waits for the shell, which has nothing to wait for itself unless the command says so.
///
/// @return nothing when it still runs at the end of the deadline, or nobody can say how it ended
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

bool kick(const std::string& command, const std::string& name, const Deadline& deadline) {
  std::string shell = "sh";
  std::string option = "-c";
  std::string line = fmt::format("{} {} &", command, quoted(name));
  char* const words[] = {shell.data(), option.data(), line.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // libpcap's sockets are not closed by exec.
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
