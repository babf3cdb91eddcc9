#include "progress.hpp"
#include "print.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/core.h>

namespace nmsgxx::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto kDelay = 2s;  // a shorter job shows no progress
constexpr auto kInterval = 500ms;
constexpr char kClear[] = "\r\033[K";

}  // namespace

Progress::Progress() noexcept : wanted_(isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0), next_(begun_ + kDelay) {}

Progress::~Progress() {
  if (drawn_) print_error(kClear);
}

void Progress::show(std::uint64_t packets, const SourceStats& source, std::optional<std::uint64_t> total) {
  const auto now = Clock::now();
  if (!wanted_ || now < next_) return;
  next_ = now + kInterval;
  drawn_ = true;
  const double elapsed = std::chrono::duration<double>(now - begun_).count();
  const auto octets = static_cast<double>(source.octets.value());
  std::string line =
      fmt::format("{} packets, {:.0f}/s, {:.1f} MB/s", packets, static_cast<double>(packets) / elapsed, octets / elapsed / 1e6);
  if (total && *total > 0 && octets > 0) {
    const double share = std::min(1.0, octets / static_cast<double>(*total));
    line += fmt::format(", {:.0f} %, {:.0f} s left", share * 100, elapsed * (1 - share) / share);
  }
  print_error(kClear);
  print_error("{}", line);
}

}  // namespace nmsgxx::tools
