#include "notices.hpp"
#include "print_error.hpp"

#include <cstdio>
#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {

Report Notices::of(std::string name, Weight weight) {
  return [this, name = std::move(name), weight](const Error& error) { add(name, weight, error); };
}

void Notices::add(const std::string& name, Weight weight, const Error& error) {
  const std::lock_guard lock(mutex_);
  any_loss_ = any_loss_ || (weight == Weight::loss && !remarks_.contains(error.code));
  if (++counts_[error.code] > 1) return;
  const std::string place = error.offset > 0 ? fmt::format("octet {}: ", error.offset) : "";
  print_error("{}: {}: {}{}\n", program_, name, place, error.message());
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
