#pragma once

#include <concepts>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "nmsgxx/deadline.hpp"

// Messages for people.  Only the format has newlines and control characters; those of arguments are escaped.
namespace nmsgxx::tools {

/// Returns a text with everything that is not printable escaped, and cut if it is long.
std::string printed_text(std::string_view text);

/// Returns an argument of a message as it is printed: text as above, anything else as it is.
template <class T>
decltype(auto) printed(const T& argument) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    return printed_text(argument);
  } else {
    return (argument);
  }
}

template <class... Arguments>
std::string format_text(fmt::format_string<const Arguments&...> format, const Arguments&... arguments) {
  return fmt::vformat(format, fmt::make_format_args(printed(arguments)...));
}

/// Prints a message to a stream and ignores errors.
template <class... Arguments>
void print_text(std::FILE* to, fmt::format_string<const Arguments&...> format, const Arguments&... arguments) {
  const std::string text = format_text<Arguments...>(format, arguments...);
  std::fwrite(text.data(), 1, text.size(), to);
}

/// Writes to standard error and ignores errors, which could not be reported anywhere.
void write_error(const std::string& text);

/// Prints a message to standard error.
template <class... Arguments>
void print_error(fmt::format_string<const Arguments&...> format, const Arguments&... arguments) {
  write_error(format_text<Arguments...>(format, arguments...));
}

/// Stops waiting for the reader of standard error when the deadline is over.  Must be called before threads are started.
void bound_errors(const Deadline& deadline) noexcept;

/// Returns the reason of the last system call that failed.
std::string errno_text();

}  // namespace nmsgxx::tools
