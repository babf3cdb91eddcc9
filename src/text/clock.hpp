#pragma once

#include <chrono>

#include "text/time.hpp"

namespace nmsgxx::text {

/// The clock's time.
inline Moment now() {
  using namespace std::chrono;
  const auto since_1970 = system_clock::now().time_since_epoch();
  const auto whole = floor<seconds>(since_1970);
  return {whole.count(), static_cast<std::uint32_t>(duration_cast<nanoseconds>(since_1970 - whole).count())};
}

}  // namespace nmsgxx::text
