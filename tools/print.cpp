#include "print.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "nmsgxx/printable.hpp"

namespace nmsgxx::tools {
namespace {

Deadline g_deadline;

}  // namespace

std::string printed_text(std::string_view text) {
  constexpr std::size_t kLongest = 4096;
  return printable(text.substr(0, kLongest)) + (text.size() > kLongest ? "..." : "");
}

void write_error(const std::string& text) {
  if (!wait_writable(STDERR_FILENO, g_deadline)) return;
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), stderr);
}

void bound_errors(const Deadline& deadline) noexcept {
  g_deadline = deadline;
}

std::string errno_text() {
  return std::generic_category().message(errno);
}

}  // namespace nmsgxx::tools
