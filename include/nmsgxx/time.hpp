#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace nmsgxx {

/// A time as payloads have it: seconds since 1970 in UTC, which may be negative, and nanoseconds, which are kept as they were
/// sent and may exceed 999,999,999.
///
/// Times are ordered by seconds, then by nanoseconds.
struct Time {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;

  static Time of(std::chrono::system_clock::time_point time) noexcept {
    using namespace std::chrono;
    const auto since_1970 = time.time_since_epoch();
    const auto whole = floor<std::chrono::seconds>(since_1970);
    return {whole.count(), static_cast<std::uint32_t>(duration_cast<std::chrono::nanoseconds>(since_1970 - whole).count())};
  }
  static Time now() noexcept { return of(std::chrono::system_clock::now()); }

  friend auto operator<=>(const Time&, const Time&) = default;
};

}  // namespace nmsgxx
