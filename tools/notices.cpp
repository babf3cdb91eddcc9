#include "notices.hpp"

#include <cstdio>
#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {

Report Notices::of(std::string input) {
  return [this, input = std::move(input)](const Error& error) { add(input, error); };
}

void Notices::add(const std::string& input, const Error& error) {
  const std::lock_guard lock(mutex_);
  if (++counts_[error.code] > 1) return;
  const std::string place = error.offset > 0 ? fmt::format("octet {}: ", error.offset) : "";
  fmt::print(stderr, "{}: {}: {}{}\n", program_, input, place, error.message());
}

void Notices::finish() {
  const std::lock_guard lock(mutex_);
  for (const auto& [code, count] : counts_) {
    if (count > 1) fmt::print(stderr, "{}: {}: {} times in all\n", program_, to_string(code), count);
  }
}

bool Notices::any() const {
  const std::lock_guard lock(mutex_);
  return !counts_.empty();
}

}  // namespace nmsgxx::tools
