#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "nmsgxx/time.hpp"

namespace nmsgxx::text {

/// Most characters of a time: a sign, twelve digits of the year, ten of the nanoseconds, and what stands around them.
inline constexpr std::size_t kTimeTextMax = 1 + 12 + 16 + 10;

/// Writes a time in UTC, such as "2015-02-22 06:58:30.032007000".  Any numbers are safe: years have four digits or more and may
/// be negative, nanoseconds nine or more.
char* put_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept;

/// The same with years below 1000 as they are, as libnmsg has them in presentation form alone.
char* put_presented_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept;

/// The reverse; the fraction may have fewer digits or be missing.
std::optional<Time> parse_time(std::string_view text) noexcept;

}  // namespace nmsgxx::text
