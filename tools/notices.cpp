#include "notices.hpp"
#include "print.hpp"

#include <cstdio>
#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {

namespace {

std::string with_place(const Error& error) {
  return (error.offset > 0 ? fmt::format("octet {}: ", error.offset) : "") + error.message();
}

}  // namespace

Report Notices::of(std::string name) {
  return [this, name = std::move(name)](const Error& error) -> Result<void> {
    if (strict_) return fail(Errc::refused, error.offset, with_place(error));
    add(name, error);
    return {};
  };
}

void Notices::add(const std::string& name, const Error& error, Weight weight) {
  const std::lock_guard lock(mutex_);
  any_loss_ = any_loss_ || (weight == Weight::loss && !remarks_.contains(error.code));
  if (++counts_[error.code] > 1) return;
  print_error("{}: {}: {}\n", program_, name, with_place(error));
}

void Notices::finish() {
  const std::lock_guard lock(mutex_);
  for (const auto& [code, count] : counts_) {
    if (count > 1) print_error("{}: {}: {} times in all\n", program_, to_string(code), count);
  }
}

bool Notices::any_loss() const {
  const std::lock_guard lock(mutex_);
  return any_loss_;
}

}  // namespace nmsgxx::tools
