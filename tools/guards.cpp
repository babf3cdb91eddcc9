#include "guards.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <string_view>

#include "commands.hpp"

namespace nmsgxx::tools {
namespace {

// Without allocating.  What was handed to the system stays.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view kWords = "nmsgxx: out of memory\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kWords.data(), kWords.size());
  _exit(kExitFailure);
}

// With what cannot be used: whoever reads or writes there is told so.
void fill_standard_streams() noexcept {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

void guard_process() noexcept {
  fill_standard_streams();
  std::set_new_handler(end_without_memory);
  // Not SIG_IGN, which commands that are started would inherit.
  std::signal(SIGXFSZ, [](int) {});
}

}  // namespace nmsgxx::tools
