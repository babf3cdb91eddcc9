#include "print.hpp"

#include <unistd.h>

#include <cstdio>

namespace nmsgxx::tools {
namespace {

Deadline g_deadline;

}  // namespace

void bound_errors(const Deadline& deadline) noexcept {
  g_deadline = deadline;
}

void write_error(const std::string& text) {
  if (!wait_writable(STDERR_FILENO, g_deadline)) return;
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace nmsgxx::tools
