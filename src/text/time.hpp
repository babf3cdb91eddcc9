#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "nmsgxx/time.hpp"

// Times in UTC as text, such as "2015-02-22 06:58:30.032007000".
namespace nmsgxx::text {

/// The most characters of a time: a sign, twelve digits of the year, ten of the nanoseconds, and 16 characters between them.
inline constexpr std::size_t kTimeTextMax = 1 + 12 + 16 + 10;

/// Writes a time.  Any numbers are safe: a year has four digits or more and may be negative; nanoseconds have nine digits, or
/// ten when they exceed 999,999,999.
///
/// @return the end of the text
char* put_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept;

/// The same without leading zeros in the year, as libnmsg writes it in presentation form alone.
char* put_presentation_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept;

/// Parses the text of a time.  The fraction may have fewer digits or be missing.
///
/// @return nothing when the text is malformed, or its seconds do not fit into 64 bits
std::optional<Time> parse_time(std::string_view text) noexcept;

}  // namespace nmsgxx::text
