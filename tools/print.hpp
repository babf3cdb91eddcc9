#pragma once

#include <concepts>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/printable.hpp"

namespace nmsgxx::tools {

/// Returns an argument of a message as it is printed: a number as it is, text printable and no longer than is of use.
template <class T>
decltype(auto) printed(const T& argument) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    constexpr std::size_t kMost = 4096;
    const std::string_view text = argument;
    return printable(text.substr(0, kMost)) + (text.size() > kMost ? "..." : "");
  } else {
    return (argument);
  }
}

/// Writes to standard error.  That it is closed or full ends nothing: nobody could be told.
void write_error(const std::string& text);

/// From now on nobody waits for whoever reads standard error once the deadline is over.  Must be called before threads begin.
void bound_errors(const Deadline& deadline) noexcept;

/// A message for people: only the form has newlines and control characters, those of arguments are escaped.
template <class... Arguments>
std::string format_text(fmt::format_string<const Arguments&...> form, const Arguments&... arguments) {
  return fmt::vformat(form, fmt::make_format_args(printed(arguments)...));
}

/// Prints such a message; a stream that is closed or full ends nothing here.
template <class... Arguments>
void print_text(std::FILE* to, fmt::format_string<const Arguments&...> form, const Arguments&... arguments) {
  const std::string text = format_text<Arguments...>(form, arguments...);
  std::fwrite(text.data(), 1, text.size(), to);
}

/// Prints one to standard error.
template <class... Arguments>
void print_error(fmt::format_string<const Arguments&...> form, const Arguments&... arguments) {
  write_error(format_text<Arguments...>(form, arguments...));
}

}  // namespace nmsgxx::tools
